/**
 * What can be done right now. Each place offers its own commands while it is on the screen; the palette lists them
 * and the keyboard runs them, so that a key and a line of the palette can never mean two things.
 */
import { onMount } from 'svelte';
import type { SnippetPiece } from '@hovorna/shared/contract';
import type { Glyph } from '@hovorna/shared/ui';
import { showToast } from '@hovorna/shared/ui';
import type { Shortcut } from './shortcuts.ts';

/** In the order of the palette; of two commands with one key the earlier group's is meant. */
export const GROUPS = [
  'client',
  'conversation',
  'mine',
  'waiting',
  'found',
  'page',
  'go',
  'status',
  'look',
  'account',
] as const;
export type CommandGroup = (typeof GROUPS)[number];

export interface Command {
  /** The same in every session: what was used last is remembered by it. */
  id: string;
  group: CommandGroup;
  name: string;
  /** What it is about, drawn behind the name. */
  about?: string | undefined;
  /** The same where a part of it was searched: that is marked. */
  snippet?: readonly SnippetPiece[];
  /** Other words it is found by. */
  also?: string;
  icon?: Glyph;
  shortcut?: Shortcut;
  /** Why it cannot be done now. */
  blocked?: string | null;
  /** One of several choices: the present one carries a tick. */
  chosen?: boolean;
  run: () => void;
}

export class CommandRegistry {
  readonly #offers = new Set<() => Command[]>();

  /** Returns what takes the offer back. */
  offer(commands: () => Command[]): () => void {
    this.#offers.add(commands);
    return () => this.#offers.delete(commands);
  }

  /** Everything that is offered at this moment. */
  all(): Command[] {
    const all = [...this.#offers].flatMap((offer) => offer());
    return all.sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
  }

  /** Runs the command this press means, or says why not. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const command = this.all().find((it) => it.shortcut?.isPressed(event));
    if (command === undefined) return;
    event.preventDefault();
    run(command);
  }
}

export function run(command: Command): void {
  if (command.blocked == null) command.run();
  else showToast({ kind: 'info', text: command.blocked });
}

/** Offers commands as long as the component is there. */
export function offerCommands(registry: CommandRegistry, commands: () => Command[]): void {
  onMount(() => registry.offer(commands));
}
