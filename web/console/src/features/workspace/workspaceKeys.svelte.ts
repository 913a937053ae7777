/** The workspace by keyboard: moving in the queue, preview, accept, redirect, slots. */
import type { Slots } from '@hovorna/shared/state';
import { isLetterCommand, isOnControl } from '../shell/keys.svelte.ts';

export interface WorkspaceActions {
  /** Waiting clients in the order they are drawn. */
  rows: () => readonly string[];
  slots: () => Slots;
  /** My conversations with something unread, in the order of their slots. */
  unread: () => readonly string[];
  selected: () => string | null;
  previewed: () => string | null;
  isStageOpen: () => boolean;
  canPreview: () => boolean;
  preview: (id: string) => void;
  accept: (id: string) => void;
  redirect: (id: string) => void;
  open: (id: string) => void;
  closePreview: () => void;
  toggleClient: () => void;
}

export class WorkspaceKeys {
  /** The waiting row the keyboard stands on. */
  current: string | null = $state(null);
  readonly #do: WorkspaceActions;

  constructor(actions: WorkspaceActions) {
    this.#do = actions;
  }

  press(event: KeyboardEvent): void {
    if (event.altKey && /^Digit[1-9]$/.test(event.code)) this.#slot(event);
    else if (event.altKey && event.key === 'ArrowDown') this.#unread(1, event);
    else if (event.altKey && event.key === 'ArrowUp') this.#unread(-1, event);
    else if (event.key === 'Escape') this.#escape(event);
    else if (isLetterCommand(event)) this.#letter(event);
  }

  focusRow(id: string): void {
    this.current = id;
    document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus();
  }

  #letter(event: KeyboardEvent): void {
    const row = this.#row();
    switch (event.key) {
      case 'j':
        return this.#move(1, event);
      case 'k':
        return this.#move(-1, event);
      case 'ArrowDown':
        return row === null || this.#do.previewed() !== null ? undefined : this.#move(1, event);
      case 'ArrowUp':
        return row === null || this.#do.previewed() !== null ? undefined : this.#move(-1, event);
      case 'i':
        return this.#take(event, this.#do.toggleClient);
      case ' ':
        if (row === null || isOnControl(event)) return;
        return this.#take(event, () =>
          this.#do.previewed() === row ? this.#do.closePreview() : this.#do.preview(row),
        );
      case 'Enter':
        if (row === null || isOnControl(event)) return;
        return this.#take(event, () => this.#do.accept(row));
      case 'r':
        if (row === null) return;
        return this.#take(event, () => this.#do.redirect(row));
    }
  }

  /** The client the keys are about: previewed, else under focus, else the first when the stage is free. */
  #row(): string | null {
    const previewed = this.#do.previewed();
    if (previewed !== null) return previewed;
    const focused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
    if (focused !== undefined) return focused;
    if (this.#do.isStageOpen() || document.activeElement !== document.body) return null;
    return this.#do.rows()[0] ?? null;
  }

  #move(step: 1 | -1, event: KeyboardEvent): void {
    const rows = this.#do.rows();
    const from = this.#do.previewed() ?? this.#focusedRow() ?? this.current;
    const at = from === null ? -1 : rows.indexOf(from);
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    event.preventDefault();
    if (this.#do.previewed() === null) this.focusRow(next);
    else {
      this.current = next;
      this.#do.preview(next);
    }
  }

  #focusedRow(): string | null {
    return document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null;
  }

  #slot(event: KeyboardEvent): void {
    const id = this.#do.slots()[Number(event.code.slice(-1)) - 1];
    if (id != null) this.#take(event, () => this.#do.open(id));
  }

  /** Round and round through what is unread. */
  #unread(step: 1 | -1, event: KeyboardEvent): void {
    const unread = this.#do.unread();
    const at = unread.indexOf(this.#do.selected() ?? '');
    const next = at === -1 ? (step === 1 ? 0 : -1) : at + step;
    const id = unread.at(next % Math.max(1, unread.length));
    if (id !== undefined) this.#take(event, () => this.#do.open(id));
  }

  #escape(event: KeyboardEvent): void {
    // Menus, popovers and dialogs close themselves first.
    const target = event.target as HTMLElement | null;
    const isInside = target?.closest('[role="menu"], [role="dialog"]:not([data-keys])') != null;
    if (event.defaultPrevented || isInside) return;
    if (this.#do.previewed() !== null) this.#take(event, this.#do.closePreview);
  }

  #take(event: KeyboardEvent, act: () => void): void {
    event.preventDefault();
    act();
  }
}
