/** How each entry looks and what it is called. The glyph tells the kind, the hue the family. */
import MessageCircleMore from '@lucide/svelte/icons/message-circle-more';
import type { Entry } from '../contract.ts';
import { m } from '../words/index.ts';
import type { Glyph } from './glyph.ts';
import MessengerGlyph from './MessengerGlyph.svelte';
import WhatsappGlyph from './WhatsappGlyph.svelte';

export interface EntryLook {
  glyph: Glyph;
  hue: 'chat' | 'chatvid' | 'vid' | 'cb' | 'inv' | 'msgr' | 'wa' | 'tel';
  name: () => string;
  /** By what its clients come: a widget on a page, or an outside messenger. */
  by: 'widget' | 'channel';
}

/** By what clients can come in here: what widgets offer, and the messengers of which a page or number was connected. */
export function entriesHere(channels: readonly { kind: Entry }[]): Entry[] {
  const all = Object.keys(ENTRY_LOOKS) as Entry[];
  return all.filter(
    (entry) =>
      ENTRY_LOOKS[entry].by === 'widget' || channels.some((channel) => channel.kind === entry),
  );
}

export const ENTRY_LOOKS: Record<Entry, EntryLook> = {
  chat: { glyph: MessageCircleMore, hue: 'chat', name: () => m.common_entry_chat(), by: 'widget' },
  messenger: {
    ...{
      glyph: MessengerGlyph,
      hue: 'msgr',
      name: () => m.common_entry_messenger(),
      by: 'channel',
    },
  },
  whatsapp: {
    ...{ glyph: WhatsappGlyph, hue: 'wa', name: () => m.common_entry_whatsapp(), by: 'channel' },
  },
};
