/** Places, prices: what the contents of messages are worked out from. */
import type { Content } from '@hovorna/shared/contract';
import { language } from '@hovorna/shared/words';

type OrderItem = Extract<Content, { kind: 'order' }>['items'][number];

/** The public map at a place, a sign on it. */
export function mapAddress(latitude: number, longitude: number): string {
  const at = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) });
  return `https://www.openstreetmap.org/?${at.toString()}#map=17/${latitude}/${longitude}`;
}

/** Messengers write price and currency as they like; what is no number, or no currency, stands as it is written. */
export function priceWords(price: string | number, currency: string | null): string {
  const value = Number(price);
  const tag = language() === 'en' ? 'en-GB' : language();
  const plain = Number.isFinite(value) ? new Intl.NumberFormat(tag).format(value) : String(price);
  if (currency === null || !Number.isFinite(value)) return [plain, currency].join(' ').trim();
  try {
    return new Intl.NumberFormat(tag, { style: 'currency', currency }).format(value);
  } catch {
    return `${plain} ${currency}`;
  }
}

/** What a line costs; as it is written where that cannot be worked out. Null: no price is told. */
export function linePrice({ price, quantity }: OrderItem): string | number | null {
  if (price === null) return null;
  const line = Number(price) * Number(quantity);
  return Number.isFinite(line) ? line : price;
}

/** Null: a price or number is missing, or they are of several currencies. */
export function totalOf(
  items: readonly OrderItem[],
): { price: number; currency: string | null } | null {
  const currency = items[0]?.currency ?? null;
  let price = 0;
  for (const item of items) {
    const line = Number(item.price ?? NaN) * Number(item.quantity);
    if (!Number.isFinite(line) || item.currency !== currency) return null;
    price += line;
  }
  return items.length === 0 ? null : { price, currency };
}
