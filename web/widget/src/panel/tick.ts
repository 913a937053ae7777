/** How far one of the client's own messages has got, as its ticks say. */
import type { Receipts } from '../session/contract.ts';

export type Tick = 'sent' | 'delivered' | 'read';

export function tickOf(seq: number, { operator }: Receipts): Tick {
  return seq <= operator.read ? 'read' : seq <= operator.delivered ? 'delivered' : 'sent';
}
