/** Places, prices: what the contents of messages are worked out from. */
import type { Content } from '@hovorna/shared/contract';
import { language } from '@hovorna/shared/words';

type OrderItem = Extract<Content, { kind: 'order' }>['items'][number];

/** The public map at a place, a sign on it. */
export function mapAddress(latitude: number, longitude: number): string {
  const at = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) });
  return `https://www.openstreetmap.org/?${at.toString()}#map=17/${latitude}/${longitude}`;
}

/** Messengers write the currency as they like; one that is none is written beside the number. */
export function priceWords(price: number, currency: string | null): string {
  const tag = language() === 'en' ? 'en-GB' : language();
  try {
    if (currency !== null)
      return new Intl.NumberFormat(tag, { style: 'currency', currency }).format(price);
  } catch {
    return `${new Intl.NumberFormat(tag).format(price)} ${currency}`;
  }
  return new Intl.NumberFormat(tag).format(price);
}

/** Null: a price is missing, or they are of several currencies. */
export function totalOf(
  items: readonly OrderItem[],
): { price: number; currency: string | null } | null {
  const currency = items[0]?.currency ?? null;
  let price = 0;
  for (const item of items) {
    if (item.price === null || item.currency !== currency) return null;
    price += item.price * item.quantity;
  }
  return items.length === 0 ? null : { price, currency };
}
