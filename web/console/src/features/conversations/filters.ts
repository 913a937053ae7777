/** The filters of the list of conversations: in the page's address as people read them, towards the server as it asks. */

export const FILTERS = [
  'state',
  'entry',
  'group',
  'operator',
  'widget',
  'channel',
  'tag',
  'result',
  'rating',
  'from',
  'to',
  'client',
] as const;
export type FilterKey = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterKey, string>>;

export function filtersOf(address: Pick<URLSearchParams, 'get'>): Filters {
  const set = FILTERS.map((key) => [key, address.get(key)] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== null && value !== ''));
}

/** Days are whole ones of whoever looks, the last one included. */
export function askedOf({ from, to, ...rest }: Filters): Record<string, string> {
  const [first, last] = [dayBegins(from, 0), dayBegins(to, 1)];
  return {
    ...rest,
    ...(first === null ? {} : { from: first }),
    ...(last === null ? {} : { to: last }),
  };
}

function dayBegins(day: string | undefined, later: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
  if (year === undefined) return null;
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
