/** Who is in a talk, or asked into it, beside the operator who has it. */
import type { Conversation, Event, Invitation, Named, Target } from '../contract.ts';
import { operatorOf } from './row.ts';

/** Whether this operator talks with the client: has the conversation, or is its guest. */
export function isInTalk(row: Conversation, operator: string): boolean {
  return row.operator?.id === operator || row.guests.some((guest) => guest.id === operator);
}

/** Whether a target means this operator, by name or as a member of a group. */
export function isMeant(target: Target, operator: string, groups: readonly string[]): boolean {
  return 'operator' in target ? target.operator.id === operator : groups.includes(target.group.id);
}

/** The invitation this operator could come in by: the one by name before a group's. */
export function invitationFor(
  row: Conversation,
  operator: string,
  groups: readonly string[],
): Invitation | undefined {
  const meant = row.invitations.filter((open) => isMeant(open.to, operator, groups));
  return meant.find((open) => 'operator' in open.to) ?? meant[0];
}

export function isInvited(row: Conversation, operator: string, groups: readonly string[]): boolean {
  return invitationFor(row, operator, groups) !== undefined;
}

/** Of rows one is invited into: the one whose first invitation closes sooner, which is the one that came sooner. */
export function byInvitation(operator: string, groups: readonly string[]) {
  const until = (row: Conversation) =>
    Math.min(
      ...row.invitations
        .filter((open) => isMeant(open.to, operator, groups))
        .map((open) => Date.parse(open.until)),
    );
  return (a: Conversation, b: Conversation): number =>
    until(a) - until(b) || (a.id < b.id ? -1 : 1);
}

/** A target's own id, group or operator. */
export function targetId(target: Target): string {
  return 'group' in target ? target.group.id : target.operator.id;
}

export function invited(
  event: Extract<Event, { kind: 'invited' }>,
  row: Conversation,
): Partial<Conversation> {
  const by = operatorOf(event.author);
  if (by === null) return {};
  const { to, until, note } = event;
  return { invitations: [...row.invitations, { to, by, until, note }] };
}

export function closed(to: Target, row: Conversation): Partial<Conversation> {
  return { invitations: row.invitations.filter((open) => targetId(open.to) !== targetId(to)) };
}

export function joined(
  event: Extract<Event, { kind: 'joined' }>,
  row: Conversation,
): Partial<Conversation> {
  const by = operatorOf(event.author);
  if (by === null) return {};
  // Who has come needs no other invitation.
  const gone = [targetId(event.invitation), by.id];
  return {
    guests: [...row.guests, by],
    invitations: row.invitations.filter((open) => !gone.includes(targetId(open.to))),
  };
}

export function left(operator: Named, row: Conversation): Partial<Conversation> {
  return { guests: row.guests.filter((guest) => guest.id !== operator.id) };
}

export function handedOver(
  event: Extract<Event, { kind: 'handed_over' }>,
  row: Conversation,
): Partial<Conversation> {
  const others = row.guests.filter((guest) => guest.id !== event.to.id);
  return { operator: event.to, accepted_at: event.at, guests: [...others, event.from] };
}
