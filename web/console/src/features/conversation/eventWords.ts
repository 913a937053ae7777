/** One grey line for each thing that happened besides talk. The compiler asks for a new event's line. */
import Ban from '@lucide/svelte/icons/ban';
import ArrowRightLeft from '@lucide/svelte/icons/arrow-right-left';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Eraser from '@lucide/svelte/icons/eraser';
import Globe from '@lucide/svelte/icons/globe';
import LogIn from '@lucide/svelte/icons/log-in';
import Mail from '@lucide/svelte/icons/mail';
import Merge from '@lucide/svelte/icons/merge';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Split from '@lucide/svelte/icons/split';
import Star from '@lucide/svelte/icons/star';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import TagIcon from '@lucide/svelte/icons/tag';
import DoorOpen from '@lucide/svelte/icons/door-open';
import UserCheck from '@lucide/svelte/icons/user-check';
import UserMinus from '@lucide/svelte/icons/user-minus';
import UserPen from '@lucide/svelte/icons/user-pen';
import UserPlus from '@lucide/svelte/icons/user-plus';
import UserSearch from '@lucide/svelte/icons/user-search';
import UserX from '@lucide/svelte/icons/user-x';
import Waypoints from '@lucide/svelte/icons/waypoints';
import type { Conversation, Event, Target } from '@hovorna/shared/contract';
import { never, type LineEvent } from '@hovorna/shared/state';
import type { Glyph } from '@hovorna/shared/ui';
import { ENTRY_LOOKS } from '@hovorna/shared/ui';
import { duration, timeOfDay } from '@hovorna/shared/ui/time.ts';
import { m } from '@hovorna/shared/words';
import { ratingWords } from '../after/ratingWords.ts';
import { untilWords } from '../bans/banWords.ts';
import { nameOf } from '../client/name.ts';

export interface EventLook {
  icon: Glyph;
  words: string;
  /** A word somebody left with it. */
  note?: string | null;
}

export function eventLook(event: LineEvent, conversation: Conversation): EventLook | null {
  const by = 'name' in event.author ? event.author.name : '';
  const client = nameOf(conversation);
  switch (event.kind) {
    case 'started':
      return { icon: LogIn, words: started(event, conversation, client) };
    case 'accepted':
      return { icon: UserCheck, words: accepted(event, conversation, by) };
    case 'redirected':
      return { icon: ArrowRightLeft, words: redirected(event, by), note: event.note };
    case 'offered':
      return { icon: UserSearch, words: offered(event) };
    case 'invited':
      return {
        icon: UserPlus,
        words: m.console_event_invited({ by, name: nameOfTarget(event.to) }),
        note: event.note,
      };
    case 'invitation_closed':
      return { icon: UserMinus, words: invitationClosed(event) };
    case 'joined':
      return { icon: DoorOpen, words: m.console_event_joined({ name: by }) };
    case 'left':
      return { icon: UserMinus, words: m.console_event_left({ name: event.operator.name }) };
    case 'handed_over':
      return {
        icon: UserCheck,
        words: m.console_event_handed_over({ from: event.from.name, to: event.to.name }),
      };
    case 'client_left':
      return { icon: UserX, words: m.console_event_client_left({ name: client }) };
    case 'client_returned':
      return { icon: LogIn, words: m.console_event_client_returned({ name: client }) };
    case 'page_viewed':
      return { icon: Globe, words: m.console_event_page({ title: event.title || event.url }) };
    case 'client_changed':
      return { icon: UserPen, words: clientChanged(event, conversation, by) };
    case 'client_merged':
      return {
        icon: Merge,
        words: clientMerged(
          by,
          ENTRY_LOOKS[conversation.entry].name(),
          nameOf({ client: event.other }),
        ),
      };
    case 'client_parted':
      return {
        icon: Split,
        words: m.console_event_client_parted({ by, name: nameOf({ client: event.other }) }),
      };
    case 'client_banned':
      return {
        icon: Ban,
        words: m.console_event_client_banned({ by, until: untilWords(event.until) }),
        note: event.reason,
      };
    case 'client_unbanned':
      return { icon: CircleCheck, words: m.console_event_client_unbanned({ name: by }) };
    case 'client_note_added':
      return {
        icon: StickyNote,
        words: m.console_event_client_note({ name: by }),
        note: event.text,
      };
    case 'tags_changed':
      return { icon: TagIcon, words: tagged(event, by) };
    case 'parameters_changed':
      return { icon: SlidersHorizontal, words: m.console_event_parameters() };
    case 'rated':
      return {
        icon: Star,
        words: m.console_event_rated({ name: client, rating: ratingWords(event.stars) }),
        note: event.comment,
      };
    case 'transcript_sent':
      return { icon: Mail, words: transcript(event, by, client) };
    case 'ended':
      return { icon: CircleCheck, words: ended(event, by, client), note: event.note };
    case 'held_elsewhere':
      return {
        icon: Waypoints,
        words: event.on ? m.console_event_held() : m.console_event_held_no_more(),
      };
    case 'erased':
      return { icon: Eraser, words: m.console_event_erased() };
    default:
      never(event);
      return null;
  }
}

function offered({ to, because }: Extract<Event, { kind: 'offered' }>): string {
  if (to === null || because.kind === 'nobody_else') return m.console_event_offered_all();
  const { name } = to;
  if (because.kind === 'least_busy')
    return m.console_event_offered_least_busy({ name, count: because.conversations });
  if (because.since === null) return m.console_event_offered_idle({ name });
  return m.console_event_offered_idle_since({ name, time: timeOfDay(because.since) });
}

/** An operator merged two clients, or the messenger named both at once. */
function clientMerged(by: string, entry: string, name: string): string {
  if (by === '') return m.console_event_client_named_as_one({ entry, name });
  return m.console_event_client_merged({ by, name });
}

function started(
  event: Extract<Event, { kind: 'started' }>,
  conversation: Conversation,
  name: string,
): string {
  const widget =
    conversation.widget?.name ?? conversation.channel?.name ?? ENTRY_LOOKS[event.entry].name();
  return m.console_event_started({ name, widget });
}

/** What the desk did by itself it has from the messenger. */
function clientChanged(
  event: Extract<Event, { kind: 'client_changed' }>,
  { entry }: Conversation,
  by: string,
): string {
  if (event.author.kind !== 'system') return m.console_event_client_changed({ name: by });
  const { name, phone } = event;
  const channel = ENTRY_LOOKS[entry].name();
  return name !== null && phone === null
    ? m.console_event_name_from({ channel, name })
    : m.console_event_details_from({
        ...{ channel, details: [name, phone].filter((it) => it !== null).join(' · ') },
      });
}

function accepted(event: Event, conversation: Conversation, name: string): string {
  if (event.at !== conversation.first_accepted_at) return m.console_event_accepted({ name });
  const waited = duration(Date.parse(event.at) - Date.parse(conversation.queued_at));
  return m.console_event_accepted_after({ name, waited });
}

function redirected(event: Extract<Event, { kind: 'redirected' }>, by: string): string {
  const from = nameOfTarget(event.from);
  const to = nameOfTarget(event.to);
  switch (event.cause) {
    case 'operator':
      return m.console_event_redirected({ by, to });
    case 'not_accepted':
      return m.console_event_not_accepted({ from, to });
    case 'overflow':
      return m.console_event_overflow({ from, to });
    case 'operator_vanished':
      return m.console_event_vanished({ from, to });
    case 'target_removed':
      return m.console_event_target_removed({ from, to });
  }
}

function invitationClosed(event: Extract<Event, { kind: 'invitation_closed' }>): string {
  const name = nameOfTarget(event.to);
  switch (event.why) {
    case 'declined':
      return m.console_event_declined({ name });
    case 'withdrawn':
      return m.console_event_withdrawn({ name });
    case 'lapsed':
      return m.console_event_lapsed({ name });
  }
}

function tagged(event: Extract<Event, { kind: 'tags_changed' }>, name: string): string {
  if (event.tags.length === 0) return m.console_event_untagged({ name });
  return m.console_event_tagged({ name, tags: event.tags.map((tag) => tag.name).join(', ') });
}

function transcript(
  event: Extract<Event, { kind: 'transcript_sent' }>,
  by: string,
  client: string,
): string {
  const to = event.to;
  return event.author.kind === 'operator'
    ? m.console_event_transcript({ name: by, to })
    : m.console_event_transcript_asked({ name: client, to });
}

function ended(event: Extract<Event, { kind: 'ended' }>, by: string, client: string): string {
  switch (event.cause) {
    case 'operator':
      return event.result === null
        ? m.console_event_ended({ name: by })
        : m.console_event_ended_result({ name: by, result: event.result.name });
    case 'client':
      return m.console_event_ended_client({ name: client });
    case 'client_gone':
      return m.console_event_ended_gone({ name: client });
    case 'ban':
      return m.console_event_ended_ban();
    case 'elsewhere':
      return m.console_event_ended_elsewhere();
  }
}

export function nameOfTarget(target: Target): string {
  return 'group' in target ? target.group.name : target.operator.name;
}
