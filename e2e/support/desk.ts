/** A server with an administrator and as many operators as a test needs. */
import type { Database } from './database.ts';
import { Operator, PASSWORD } from './people.ts';
import { Server } from './server.ts';

export interface Desk {
  server: Server;
  administrator: Operator;
  operators: Operator[];
}

/** Operators are members of the first group and signed in; `chatLimit` is each one's own. */
export async function openDesk(
  options: { database?: Database['kind']; operators?: number; chatLimit?: number; settings?: string } = {},
): Promise<Desk> {
  const server = await Server.start(options.database, undefined, options.settings);
  const administrator = await setUp(server);
  const { groups } = await administrator.workspace();
  const operators: Operator[] = [];
  for (let i = 1; i <= (options.operators ?? 0); i++) {
    const operator = new Operator(server.url, `operator${i}@example.com`, `Operator ${i}`);
    await administrator.get('POST', '/users', {
      ...{ name: operator.name, email: operator.email, role: 'operator', password: PASSWORD },
      ...{ groups: groups.map((group) => group.id), chat_limit: options.chatLimit ?? null },
    });
    operators.push(operator);
  }
  await Promise.all(operators.map((operator) => operator.signIn()));
  return { server, administrator, operators };
}

export async function setUp(server: Server): Promise<Operator> {
  const administrator = new Operator(server.url, 'ada@example.com', 'Ada Novak');
  await administrator.get('POST', '/setup', {
    ...{ token: await server.setUpToken(), company: 'Example', name: administrator.name },
    ...{ email: administrator.email, password: PASSWORD },
  });
  return administrator.signIn();
}
