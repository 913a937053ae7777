/** What an operator is writing in one conversation: reply and note, what is quoted, files on their way. */
import type { Attachment, Draft, Quote } from '@hovorna/shared/contract';
import { isMadeOf } from '@hovorna/shared/state';
import { ApprovedDraft } from '../channel/approvedDraft.svelte.ts';
import { DraftKeeper } from './draftKeeper.ts';
import { startingDraft, writeDraft, type LocalDraft } from './drafts.ts';
import { Tray, type StartUpload } from './tray.svelte.ts';

/** As the server counts them: characters, not UTF-16 halves. */
export const LONGEST = 4000;

export interface Sent {
  kind: 'message' | 'note';
  text: string;
  files: Attachment[];
  replyTo: Quote | null;
  /** The template it was made of. */
  template: string | null;
}

export interface WritingOptions {
  conversation: string;
  local: LocalDraft | null;
  server: Draft;
  upload: StartUpload;
  keep: (draft: Draft) => Promise<unknown>;
  onsend: (sent: Sent) => void;
}

export class Writing {
  kind: 'message' | 'note' = $state('message');
  reply = $state('');
  note = $state('');
  replyTo: Quote | null = $state.raw(null);
  /** Send was pressed while files are still going up: it is sent when they are there. */
  waitsForFiles = $state(false);
  readonly tray: Tray;
  /** What goes in place of the reply once nothing else does. */
  readonly approved = new ApprovedDraft();
  readonly #options: WritingOptions;
  readonly #keeper: DraftKeeper;
  #base: Draft;
  /** The template that was inserted last, as it read then. */
  #template: { id: string; text: string } | null = null;

  constructor(options: WritingOptions) {
    this.#options = options;
    const start = startingDraft(options.local, options.server);
    this.kind = start.kind;
    this.reply = start.reply;
    this.note = start.note;
    this.replyTo = start.replyTo;
    this.#base = start.base;
    this.tray = new Tray(options.upload);
    this.#keeper = new DraftKeeper({
      keep: options.keep,
      base: start.base,
      onkept: (draft) => {
        this.#base = draft;
        this.#store();
      },
    });
    if (start.reply !== start.base.reply || start.note !== start.base.note) this.changed();
  }

  get text(): string {
    return this.kind === 'note' ? this.note : this.reply;
  }

  set text(text: string) {
    if (this.kind === 'note') this.note = text;
    else this.reply = text;
  }

  /** Characters left; negative when it is too long. */
  get left(): number {
    return LONGEST - [...this.text].length;
  }

  get canSend(): boolean {
    if (this.left < 0) return false;
    const hasText = this.text.trim() !== '';
    if (this.kind === 'note') return hasText;
    return (hasText || !this.tray.isEmpty) && !this.tray.hasFailed;
  }

  /** Something was typed or chosen: kept here at once, on the server soon. */
  changed(): void {
    this.waitsForFiles = false;
    this.#store();
    this.#keeper.changed({ reply: this.reply, note: this.note });
  }

  setKind(kind: 'message' | 'note'): void {
    this.kind = kind;
    this.waitsForFiles = false;
    this.#store();
  }

  /** A template was inserted into the reply. */
  madeOf(id: string, text: string): void {
    if (this.kind === 'message') this.#template = { id, text };
  }

  answer(quote: Quote | null): void {
    this.replyTo = quote;
    if (quote !== null) this.kind = 'message';
    this.#store();
  }

  /** Sends, or waits for the files that are still on their way. */
  send(): boolean {
    if (!this.canSend) return false;
    if (this.kind === 'message' && this.tray.isUploading) {
      this.waitsForFiles = true;
      return false;
    }
    const { kind } = this;
    const text = this.text.trim();
    const isMessage = kind === 'message';
    this.#options.onsend({
      kind,
      text,
      files: isMessage ? this.tray.take() : [],
      replyTo: isMessage ? this.replyTo : null,
      template:
        isMessage && this.#template !== null && isMadeOf(text, this.#template.text)
          ? this.#template.id
          : null,
    });
    this.text = '';
    if (isMessage) {
      this.replyTo = null;
      this.#template = null;
    }
    this.kind = 'message';
    this.changed();
    this.#keeper.now();
    return true;
  }

  /** The conversation is left: what was typed is on the server without the wait. */
  leave(): void {
    this.#keeper.now();
  }

  /** The conversation is another operator's, or over. */
  end(): void {
    this.#keeper.stop();
    this.tray.clear();
  }

  #store(): void {
    writeDraft(this.#options.conversation, {
      kind: this.kind,
      reply: this.reply,
      note: this.note,
      replyTo: this.replyTo,
      base: this.#base,
    });
  }
}
