/** What an operator does, from whatever place: asked of the server, answered on the screen. */
import { Problem, desk as api, uuid7 } from '@hovorna/shared/api';
import type {
  BanClient,
  BeginByTemplate,
  ClientDetails,
  Conversation,
  End,
  Entry,
  MergeClients,
  Operator,
  Redirect,
  SendTemplate,
  Status,
  TargetId,
} from '@hovorna/shared/contract';
import { showToast } from '@hovorna/shared/ui';
import type { Sent } from '../conversation/writing.svelte.ts';
import type { Desk } from './desk.svelte.ts';
import { refusalOf } from './refusal.ts';

export class Commands {
  readonly #desk: Desk;
  /** A second press while the first is on its way does nothing. */
  readonly #running = new Set<string>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  accept(id: string): Promise<boolean> {
    return this.#change(`accept ${id}`, () => api.accept(id));
  }

  /** Throws what went wrong: the redirect panel says it where the choice was made. */
  async redirect(id: string, body: Redirect): Promise<void> {
    this.#desk.took(await api.redirect(id, body));
  }

  /** Throws what went wrong: the panel says it where the choice was made. */
  async invite(id: string, body: Redirect): Promise<void> {
    this.#desk.took(await api.invite(id, body));
  }

  join(id: string): Promise<boolean> {
    return this.#change(`join ${id}`, () => api.join(id));
  }

  decline(id: string): Promise<boolean> {
    return this.#try(() => api.decline(id));
  }

  withdraw(id: string, target: TargetId): Promise<boolean> {
    return this.#change(`withdraw ${id}`, () => api.withdraw(id, target));
  }

  leave(id: string): Promise<boolean> {
    return this.#try(() => api.leave(id));
  }

  handOver(id: string, operator: string): Promise<boolean> {
    return this.#change(`hand over ${id}`, () => api.handOver(id, operator));
  }

  /** Throws what went wrong: the dialog says it. */
  async end(id: string, body: End): Promise<void> {
    this.#desk.took(await api.end(id, body));
  }

  setTags(id: string, tags: string[]): Promise<boolean> {
    return this.#change(`tags ${id}`, () => api.setTags(id, tags));
  }

  /** Throws what went wrong: the form says it beside the field. */
  async changeClient(id: string, details: Partial<ClientDetails>): Promise<void> {
    this.#desk.took(await api.changeClient(id, details));
  }

  /** Throws what went wrong: the dialog says it. */
  async mergeClient(id: string, merge: MergeClients): Promise<void> {
    try {
      this.#desk.tookClient(await api.mergeClient(id, merge));
    } catch (error) {
      this.#desk.heard(error);
      if (error instanceof Problem && error.code === 'merged-meanwhile')
        void this.#desk.views.refreshClient(id);
      throw error;
    }
  }

  partClient(id: string, merge: string): Promise<boolean> {
    return this.#try(async () => this.#desk.tookClient(await api.partClient(id, merge)));
  }

  /** Throws what went wrong: the dialog says it. */
  async banClient(id: string, ban: BanClient): Promise<void> {
    this.#desk.took(await api.banClient(id, ban));
  }

  /** Throws what went wrong: the dialog says it. */
  async sendTranscript(id: string, email: string): Promise<void> {
    this.#desk.took(await api.sendTranscript(id, email));
  }

  liftBan(ban: string): Promise<boolean> {
    return this.#try(() => api.liftBan(ban));
  }

  restoreBan(ban: string): Promise<boolean> {
    return this.#try(() => api.restoreBan(ban));
  }

  /** Throws what went wrong, so that what was typed stays. */
  async noteClient(id: string, noteId: string, text: string): Promise<void> {
    await api.noteClient(id, { id: noteId, text });
  }

  send(conversation: string, sent: Sent): void {
    const { kind, text, files, replyTo, template } = sent;
    this.#desk.outbox?.add({
      ...{ id: uuid7(), conversation, kind, text, at: new Date().toISOString() },
      files,
      replyTo: replyTo ?? undefined,
      template: template ?? undefined,
    });
  }

  /** What failed, or may have arrived, goes out again. */
  sendAgain(id: string, seq: number): Promise<boolean> {
    return this.#once(`send again ${id} ${seq}`, () => api.sendAgain(id, seq));
  }

  /** Null takes one's sign away. */
  react(id: string, seq: number, emoji: string | null): Promise<boolean> {
    return this.#try(() => api.react(id, { seq, emoji }));
  }

  fetchAgain(id: string, file: string): Promise<boolean> {
    return this.#once(`fetch again ${file}`, () => api.fetchAgain(id, file));
  }

  /** Throws what went wrong: the form says it. */
  async sendTemplate(id: string, template: SendTemplate): Promise<void> {
    await api.sendTemplate(id, template);
  }

  /** Throws what went wrong: the dialog says it. */
  async beginByTemplate(channel: string, body: BeginByTemplate): Promise<Conversation> {
    const { conversation } = await api.beginByTemplate(channel, body);
    this.#desk.took(conversation);
    return conversation;
  }

  async endWrapUp(): Promise<void> {
    await this.#try(() => api.endWrapUp());
  }

  /** Clients of this entry are offered to me from now on, or no longer. */
  async switchEntry(operator: Operator, entry: Entry, on: boolean): Promise<void> {
    const others = operator.entries_off.filter((it) => it !== entry);
    await this.#try(() => api.switchEntries(on ? others : [...others, entry]));
  }

  /** With Away perhaps one of the company's reasons. */
  async setStatus(status: Status, reason?: string): Promise<void> {
    await this.#try(() => api.setStatus(status, reason));
  }

  signOut(): Promise<boolean> {
    return this.#try(() => api.signOut());
  }

  async loadOlder(id: string): Promise<void> {
    await this.#try(() => this.#desk.views.loadOlder(id));
  }

  #change(key: string, ask: () => Promise<Conversation>): Promise<boolean> {
    return this.#once(key, async () => this.#desk.took(await ask()));
  }

  async #once(key: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.#running.has(key)) return false;
    this.#running.add(key);
    try {
      return await this.#try(work);
    } finally {
      this.#running.delete(key);
    }
  }

  async #try(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#desk.heard(error);
      // A conflict is news, not a fault: somebody was faster.
      const isConflict = error instanceof Problem && error.status === 409;
      showToast({ kind: isConflict ? 'info' : 'error', text: refusalOf(error) });
      return false;
    }
  }
}
