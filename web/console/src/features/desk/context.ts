/** The desk for every component below the signed-in frame. */
import { getContext, setContext } from 'svelte';
import type { Commands } from './commands.ts';
import type { CommandRegistry } from '../palette/registry.ts';
import type { Shelf } from '../templates/shelf.svelte.ts';
import type { Desk } from './desk.svelte.ts';
import type { LinkPreviews } from '../conversation/linkPreviews.ts';
import type { Writings } from '../conversation/writings.ts';
import type { Sounds } from './sounds.svelte.ts';

const KEY = Symbol('desk');

export interface DeskContext {
  desk: Desk;
  commands: Commands;
  sounds: Sounds;
  writings: Writings;
  shelf: Shelf;
  links: LinkPreviews;
  /** What the palette and the keys can do. */
  registry: CommandRegistry;
  openPalette: () => void;
}

export function provideDesk(context: DeskContext): void {
  setContext(KEY, context);
}

export function useDesk(): DeskContext {
  return getContext<DeskContext>(KEY);
}
