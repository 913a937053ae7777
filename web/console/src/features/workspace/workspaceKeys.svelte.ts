/** The workspace by keyboard: moving in the queue, preview, accept, redirect, slots. */
import { SHORTCUTS } from '../palette/shortcuts.ts';
import { isLetterCommand } from '../shell/keys.svelte.ts';

export interface WorkspaceActions {
  /** Waiting clients in the order they are drawn. */
  rows: () => readonly string[];
  /** My conversations with something unread, in the order of their slots. */
  unread: () => readonly string[];
  selected: () => string | null;
  previewed: () => string | null;
  isStageOpen: () => boolean;
  preview: (id: string) => void;
  open: (id: string) => void;
  closePreview: () => void;
}

export class WorkspaceKeys {
  /** The waiting row the keyboard stands on. */
  current: string | null = $state(null);
  readonly #do: WorkspaceActions;

  constructor(actions: WorkspaceActions) {
    this.#do = actions;
  }

  press(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#escape(event);
    else if (SHORTCUTS.down.isPressed(event)) this.#move(1, event);
    else if (SHORTCUTS.up.isPressed(event)) this.#move(-1, event);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#arrow(event);
  }

  focusRow(id: string): void {
    this.current = id;
    document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus();
  }

  /** From row to row, as J and K; in a preview arrows scroll. */
  #arrow(event: KeyboardEvent): void {
    if (!isLetterCommand(event) || this.row() === null || this.#do.previewed() !== null) return;
    this.#move(event.key === 'ArrowDown' ? 1 : -1, event);
  }

  /** The client the keys are about: previewed, else under focus, else the first when the stage is free. */
  row(): string | null {
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

  /** Round and round through what is unread. */
  toUnread(step: 1 | -1): void {
    const unread = this.#do.unread();
    const at = unread.indexOf(this.#do.selected() ?? '');
    const next = at === -1 ? (step === 1 ? 0 : -1) : at + step;
    const id = unread.at(next % Math.max(1, unread.length));
    if (id !== undefined) this.#do.open(id);
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
