/**
 * My conversations as fixed places: a finished one leaves its slot free and the others do not move,
 * so a slot's number stays its shortcut for as long as the conversation lasts.
 */
export type Slots = readonly (string | null)[];

/** `mine` in the order of acceptance; there are at least `limit` slots, more while more are open. */
export function fillSlots(before: Slots, mine: readonly string[], limit: number): Slots {
  const open = new Set(mine);
  const slots: (string | null)[] = before.map((id) => (id !== null && open.has(id) ? id : null));
  for (const id of mine) {
    if (slots.includes(id)) continue;
    const free = slots.indexOf(null);
    if (free === -1) slots.push(id);
    else slots[free] = id;
  }
  while (slots.length < limit) slots.push(null);
  while (slots.length > limit && slots.at(-1) === null) slots.pop();
  return slots;
}
