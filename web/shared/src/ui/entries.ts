/** How each entry looks and what it is called. The glyph tells the kind, the hue the family. */
import MessageCircleMore from '@lucide/svelte/icons/message-circle-more';
import type { Entry } from '../contract.ts';
import { m } from '../words/index.ts';
import type { Glyph } from './glyph.ts';

export interface EntryLook {
  glyph: Glyph;
  hue: 'chat' | 'chatvid' | 'vid' | 'cb' | 'inv' | 'msgr' | 'wa' | 'tel';
  name: () => string;
}

export const ENTRY_LOOKS: Record<Entry, EntryLook> = {
  chat: { glyph: MessageCircleMore, hue: 'chat', name: () => m.common_entry_chat() },
};
