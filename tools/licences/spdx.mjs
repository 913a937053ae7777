/** Decides whether a licence expression (SPDX, and the older forms that packages still write) is acceptable. */

/** Permissive, or copyleft that ends at the file; fonts. Whatever is not here is refused, unknown or not. */
export const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'CDLA-Permissive-2.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unicode-3.0',
  'Unicode-DFS-2016',
  'Unlicense',
  'Zlib',
]);

/** Additional permissions: they only ever take conditions away. */
const EXCEPTIONS = new Set(['LLVM-exception']);

/** @param {string | undefined | null} expression @returns {boolean} */
export function isAcceptable(expression) {
  if (!expression) return false;
  // crates.io once wrote "MIT/Apache-2.0" and meant OR.
  const tokens = expression.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const either = () => {
    let holds = both();
    while (tokens[at] === 'OR') (at++, (holds = both() || holds));
    return holds;
  };
  const both = () => {
    let holds = one();
    while (tokens[at] === 'AND') (at++, (holds = one() && holds));
    return holds;
  };
  const one = () => {
    const token = tokens[at++];
    if (token === '(') {
      const holds = either();
      return tokens[at++] === ')' && holds;
    }
    const holds = ALLOWED.has(token);
    if (tokens[at] !== 'WITH') return holds;
    at++;
    return EXCEPTIONS.has(tokens[at++]) && holds;
  };
  const holds = either();
  return holds && at === tokens.length;
}
