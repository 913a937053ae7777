/** How a company's server signs who is signed in. Each uses what its language is used with for such tokens. */
export const SAMPLES = [
  {
    value: 'node',
    label: 'Node.js',
    code: `// npm install jsonwebtoken
import jwt from 'jsonwebtoken';

const token = jwt.sign(
  { sub: String(user.id), name: user.name, email: user.email, phone: user.phone },
  process.env.HOVORNA_IDENTIFY_SECRET,
  { algorithm: 'HS256', expiresIn: '1h' },
);`,
  },
  {
    value: 'php',
    label: 'PHP',
    code: `// composer require firebase/php-jwt
use Firebase\\JWT\\JWT;

$token = JWT::encode([
    'sub' => (string) $user->id,
    'name' => $user->name,
    'email' => $user->email,
    'phone' => $user->phone,
    'exp' => time() + 3600,
], getenv('HOVORNA_IDENTIFY_SECRET'), 'HS256');`,
  },
  {
    value: 'python',
    label: 'Python',
    code: `# pip install pyjwt
import os, time
import jwt

token = jwt.encode(
    {
        "sub": str(user.id),
        "name": user.name,
        "email": user.email,
        "phone": user.phone,
        "exp": int(time.time()) + 3600,
    },
    os.environ["HOVORNA_IDENTIFY_SECRET"],
    algorithm="HS256",
)`,
  },
] as const;

export type Sample = (typeof SAMPLES)[number]['value'];

/** What stands in the page, beside the widget's own line. */
export const ON_PAGE = `<script>
  (window.hovorna ??= []).push(['identify', TOKEN]);
</script>`;

export const ON_SIGN_OUT = `hovorna.identify(null);`;
