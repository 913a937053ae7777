/**
 * How an address is compared, as the server does it for routing (`desk::routing::How`): never by case, and a value that begins
 * with `/` with what follows the host. Both are held against `crates/desk/src/routing/addresses.json`.
 */
import type { How } from '@hovorna/shared/generated/How.ts';

export function isSuch(page: string, how: How, value: string): boolean {
  const wanted = value.trim().toLowerCase();
  const found = (wanted.startsWith('/') ? afterHost(page) : page).trim().toLowerCase();
  switch (how) {
    case 'is':
      return found === wanted;
    case 'contains':
      return found.includes(wanted);
    case 'begins_with':
      return found.startsWith(wanted);
    case 'is_given':
      return found !== '';
    case 'like':
      return isLike(found, wanted);
    // A newer server may compare in other ways.
    default:
      return false;
  }
}

/** "/tariffs?a=1" of "https://lumen.example/tariffs?a=1". */
function afterHost(page: string): string {
  return /^[^/]*\/\/[^/]*(\/.*)?$/s.exec(page)?.[1] ?? '/';
}

/** What stands between the stars is there, in this order and without overlapping. */
function isLike(found: string, wanted: string): boolean {
  const [first = '', ...parts] = wanted.split('*');
  const last = parts.pop();
  if (last === undefined) return found === first;
  if (!found.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const next = found.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return found.length - last.length >= at && found.endsWith(last);
}
