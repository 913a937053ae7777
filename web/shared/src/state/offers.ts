import type { Conversation } from '../contract.ts';

/** Whether this operator is asked to take a waiting client. Who is not, may by hand: asked are only those it is offered to. */
export function isOfferedTo(row: Conversation, me: string | undefined): boolean {
  return row.offered_to.length === 0 || row.offered_to.some((asked) => asked.id === me);
}
