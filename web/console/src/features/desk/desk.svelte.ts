/**
 * The operator's desk: the one place that hears the socket and holds what all pages show.
 * Frames go through the pure functions of `shared/state`; this class only owns the line, the order
 * of loading, and what the screen remembers (slots, the waiting list's stillness).
 */
import { Problem, Unreachable, desk as api } from '@hovorna/shared/api';
import type {
  ConsoleFrame,
  ConsoleSays,
  Conversation,
  Event,
  OfflineRequest,
  Permission,
} from '@hovorna/shared/contract';
import { Line, Outbox, type Letter, type LineStatus } from '@hovorna/shared/live';
import {
  applyToWorkspace,
  fillSlots,
  fromSnapshot,
  isAnotherClient,
  rowOf,
  wordsOf,
  type MessageEvent,
  type Slots,
  type WorkspaceState,
} from '@hovorna/shared/state';
import { setServerTime } from '@hovorna/shared/ui/clock.svelte.ts';
import { Looking } from './looking.svelte.ts';
import { Receiver } from './receiver.ts';
import { Subscriptions } from './subscriptions.ts';
import { Views } from './views.svelte.ts';
import { WaitingListModel } from './waitingList.svelte.ts';

/** What the rest of the console wants to know the moment it happens. */
export interface DeskListener {
  signedOut: () => void;
  cameIn: (clients: readonly Conversation[]) => void;
  clientSaid: (conversation: string, text: string) => void;
  /** A colleague asks me into a talk. */
  invited: (conversation: Conversation) => void;
}

const SLOTS_KEY = 'hovorna.slots';

export class Desk {
  line: LineStatus = $state.raw({ kind: 'connecting' });
  /** Null until the first snapshot is here. */
  state: WorkspaceState | null = $state.raw(null);
  /** The first snapshot could not be loaded. */
  loadFailed = $state(false);
  letters: readonly Letter[] = $state.raw([]);
  slots: Slots = $state.raw([]);
  /** Conversations whose client is typing now, with what so far; null where that is not told. */
  typing: ReadonlyMap<string, string | null> = $state.raw(new Map());
  /** Conversations in which a colleague is typing now, with whose name. */
  colleagueTyping: ReadonlyMap<string, string> = $state.raw(new Map());
  /** The offline request that was told last. */
  request: OfflineRequest | null = $state.raw(null);
  /** The server is a newer build than this page. */
  hasNewBuild = $state(false);
  /** How often words, groups or people were changed by somebody: what shows them asks anew. */
  changes = $state(0);
  /** When the line was last known to be up, for "as of" in the queue. */
  upToDateAt = $state(Date.now());

  /** Who else looks at what is on this screen. */
  readonly looking: Looking;
  readonly views = new Views();
  readonly waiting = new WaitingListModel();
  outbox: Outbox | null = null;

  readonly #line: Line<ConsoleSays>;
  readonly #subscriptions: Subscriptions;
  readonly #receiver: Receiver;
  readonly #listener: DeskListener;
  #build: string | null = null;
  /** Frames that came while a snapshot is being loaded; null when none is. */
  #early: ConsoleFrame[] | null = null;
  #shown = new Set<string>();

  constructor(listener: DeskListener) {
    this.#listener = listener;
    this.#line = new Line<ConsoleSays>({
      address: () => `${location.origin.replace(/^http/, 'ws')}/api/v1/live`,
      ping: () => ({ type: 'ping' }),
      onstatus: (status) => this.#lineIs(status),
      onopen: () => this.#subscriptions.reset(),
      onframe: (frame) => this.#hear(frame as ConsoleFrame),
    });
    this.#subscriptions = new Subscriptions((frame) => this.#line.send(frame));
    this.looking = new Looking((frame) => this.#line.send(frame));
    this.#receiver = new Receiver((conversation, seen) => {
      this.#line.send({ type: 'seen', conversation, seen });
      this.#readHere(conversation, seen);
    });
  }

  start(): void {
    this.looking.start();
    this.#line.start();
  }

  stop(): void {
    this.looking.stop();
    this.#line.stop();
    this.outbox?.stop();
    this.waiting.stop();
  }

  tryNow(): void {
    this.#line.tryNow();
  }

  /** The workspace takes long: asks for it again, or for the line on which it will be asked for. */
  loadAgain(): void {
    if (this.isOnline) void this.loadSnapshot();
    else this.tryNow();
  }

  get isOnline(): boolean {
    return this.line.kind === 'open';
  }

  /** Whether the one who is signed in may do this. */
  may(permission: Permission): boolean {
    return this.state?.workspace.me.permissions.includes(permission) ?? false;
  }

  /** The photo of an operator, if there is one. */
  photoOf(operator: string): string | null {
    const found = this.state?.workspace.operators.find((it) => it.id === operator);
    return found?.photo_url ?? null;
  }

  /** Whether who waits may be looked at: the company allows it, and so do my permissions. */
  get mayPreview(): boolean {
    return (this.state?.workspace.company.previews ?? false) && this.may('preview');
  }

  /** The row of my queue, my conversations or those I am invited into, if it is there. */
  row(id: string): Conversation | undefined {
    return this.state === null ? undefined : rowOf(this.state.workspace, id);
  }

  /** These conversations are on the screen; they are loaded and followed, others are let go. */
  show(ids: readonly string[]): void {
    this.#shown = new Set(ids);
    this.looking.show(ids);
    for (const id of ids) void this.views.load(id).then(() => this.#follow());
    for (const id of this.views.loadedIds) if (!this.#isWanted(id)) this.views.forget(id);
    this.#follow();
  }

  reload(id: string): void {
    this.views.forget(id);
    void this.views.load(id).then(() => this.#follow());
  }

  /** Shown up to here in a focused window. */
  read(conversation: string, seq: number): void {
    this.#receiver.read(conversation, seq);
  }

  sayTyping(conversation: string, on: boolean): void {
    this.#line.send({ type: 'typing', conversation, on });
  }

  /** A row the server answered a change with: it counts like one that the socket told. */
  took(conversation: Conversation): void {
    this.#apply({ type: 'row', conversation });
  }

  /** The same, of one whose client is another now: an ended one hears nothing of it on the line. */
  tookClient(conversation: Conversation): void {
    this.took(conversation);
    void this.views.refreshClient(conversation.id);
  }

  /** The answer to any request may be that the sign-in is over. */
  heard(error: unknown): void {
    const codes = ['not-signed-in', 'second-factor-required'];
    if (error instanceof Problem && codes.includes(error.code)) this.#signedOut();
  }

  async loadSnapshot(): Promise<void> {
    const early: ConsoleFrame[] = [];
    this.#early = early;
    this.loadFailed = false;
    try {
      const workspace = await api.workspace();
      // It was asked for anew meanwhile: that answer counts.
      if (this.#early !== early) return;
      this.#setState(fromSnapshot(workspace, early));
      const { queue, mine, invitations } = workspace;
      for (const conversation of [...queue, ...mine, ...invitations])
        this.views.apply({ type: 'row', conversation });
      this.views.retryUnreachable();
      this.#openOutbox(workspace.me.id);
      this.#follow();
    } catch (error) {
      this.heard(error);
      if (this.#early === early) this.loadFailed = true;
    } finally {
      if (this.#early === early) this.#early = null;
    }
  }

  #lineIs(status: LineStatus): void {
    if (this.line.kind === 'open' && status.kind !== 'open') this.upToDateAt = Date.now();
    this.line = status;
    if (status.kind !== 'open') {
      [this.typing, this.colleagueTyping] = [new Map(), new Map()];
      this.looking.lineIsDown();
    }
    // A refused handshake looks like a lost line; the session says which it is.
    if (status.kind === 'waiting')
      api.session().then(
        ({ owes }) => {
          if (owes) this.#signedOut();
        },
        (error: unknown) => this.heard(error),
      );
  }

  #hear(frame: ConsoleFrame): void {
    switch (frame.type) {
      case 'hello':
        setServerTime(frame.now);
        this.hasNewBuild = this.#build !== null && this.#build !== frame.build;
        this.#build ??= frame.build;
        // Changes of a time without a line were not told.
        this.changes += 1;
        this.looking.lineIsUp();
        this.#follow();
        void this.loadSnapshot().then(() => this.outbox?.lineIsBack());
        return;
      case 'signed_out':
        this.#signedOut();
        return;
      case 'typing':
        if (frame.operator === null)
          this.#types(frame.conversation, frame.on ? frame.text : undefined);
        else this.#colleagueTypes(frame.conversation, frame.on ? frame.operator.name : undefined);
        return;
      case 'looking':
        this.looking.hear(frame.conversation, frame.operators);
        return;
      case 'refused':
        this.looking.hear(frame.conversation, []);
        this.#subscriptions.ended(frame.conversation);
        return;
      case 'workspace_changed':
        this.changes += 1;
        void this.loadSnapshot();
        return;
      case 'offline_request':
        this.request = frame.request;
        this.#early?.push(frame);
        this.#apply(frame);
        return;
      default:
        this.#early?.push(frame);
        this.#apply(frame);
    }
  }

  #types(conversation: string, text: string | null | undefined): void {
    const typing = new Map(this.typing);
    if (text === undefined) typing.delete(conversation);
    else typing.set(conversation, text);
    this.typing = typing;
  }

  #colleagueTypes(conversation: string, name: string | undefined): void {
    const typing = new Map(this.colleagueTyping);
    if (name === undefined) typing.delete(conversation);
    else typing.set(conversation, name);
    this.colleagueTyping = typing;
  }

  #apply(frame: ConsoleFrame): void {
    // A conversation that came back to this operator can be followed again.
    if (frame.type === 'row') this.#subscriptions.retry(frame.conversation.id);
    this.views.apply(frame);
    if (this.state !== null) this.#setState(applyToWorkspace(this.state, frame));
    if (frame.type === 'events') this.#eventsCame(frame.conversation, frame.events);
    this.#follow();
  }

  #eventsCame(
    conversation: string,
    events: Extract<ConsoleFrame, { type: 'events' }>['events'],
  ): void {
    this.outbox?.arrived(events.map((event) => event.id));
    const last = events.at(-1);
    if (last === undefined) return;
    if (events.some(isAnotherClient)) void this.views.refreshClient(conversation);
    // What was typed is said now.
    if (events.some(isSaidByClient)) this.#types(conversation, undefined);
    if (events.some(isSaidByOperator)) this.#colleagueTypes(conversation, undefined);
    const here = this.views.lastSeq(conversation);
    if (here !== undefined && here < last.seq) {
      this.#subscriptions.again(conversation, here);
      return;
    }
    if (this.#isMine(conversation)) this.#receiver.reached(conversation, last.seq);
    const known = this.#receiver.announced(conversation, last.seq);
    for (const event of events)
      if (isSaidByClient(event) && event.seq > known)
        this.#listener.clientSaid(conversation, wordsOf(event));
  }

  #setState(state: WorkspaceState): void {
    const known = this.state?.workspace.invitations ?? [];
    this.state = state;
    const { me, mine, operators } = state.workspace;
    const limit = operators.find((operator) => operator.id === me.id)?.chat_limit ?? 0;
    this.slots = fillSlots(
      this.slots.length > 0 ? this.slots : rememberedSlots(),
      mine.map((row) => row.id),
      limit,
    );
    sessionStorage.setItem(SLOTS_KEY, JSON.stringify(this.slots));
    for (const row of mine) this.#receiver.known(row.id, row.last_seq, row.receipts.operator);
    const came = this.waiting.update(state);
    if (came.length > 0) this.#listener.cameIn(came);
    for (const row of state.workspace.invitations)
      if (!known.some((it) => it.id === row.id)) this.#listener.invited(row);
  }

  #openOutbox(operator: string): void {
    if (this.outbox !== null) return;
    this.outbox = new Outbox({
      post: (letter) => this.#post(letter),
      isLineUp: () => this.isOnline,
      onchange: (letters) => (this.letters = letters),
      storage: localStorage,
      storagePrefix: `hovorna.outbox.${operator}.`,
    });
    this.letters = this.outbox.letters;
  }

  async #post({ conversation, kind, ...letter }: Letter): Promise<void> {
    const { id, text, files = [], replyTo, template } = letter;
    try {
      if (kind === 'note') await api.note(conversation, { id, text });
      else
        await api.say(conversation, {
          ...{ id, text, template, reply_to: replyTo?.seq },
          files: files.map((file) => file.id),
        });
    } catch (error) {
      this.heard(error);
      // Nothing is wrong with the letter itself: it goes after the next sign-in.
      if (error instanceof Problem && error.code === 'not-signed-in') throw new Unreachable();
      throw error;
    }
  }

  /** What I have read counts at once; the server's word for it follows. */
  #readHere(conversation: string, operator: { delivered: number; read: number }): void {
    const client = this.row(conversation)?.receipts.client ?? { delivered: 0, read: 0 };
    this.#apply({ type: 'receipts', conversation, receipts: { client, operator } });
  }

  #follow(): void {
    if (!this.isOnline) return;
    const wanted = new Map<string, number>();
    for (const row of this.state?.workspace.mine ?? [])
      wanted.set(row.id, this.views.lastSeq(row.id) ?? row.last_seq);
    for (const id of this.#shown) {
      const here = this.views.lastSeq(id);
      if (here !== undefined) wanted.set(id, here);
    }
    // Before the first snapshot on a new line nothing is known to be unwanted.
    this.#subscriptions.follow(wanted);
  }

  #isWanted(id: string): boolean {
    return this.#shown.has(id) || this.#isMine(id);
  }

  #isMine(id: string): boolean {
    return this.state?.workspace.mine.some((row) => row.id === id) ?? false;
  }

  #signedOut(): void {
    this.stop();
    this.#listener.signedOut();
  }
}

function isSaidByClient(event: Event): event is MessageEvent {
  return event.kind === 'message_added' && event.author.kind === 'client';
}

function isSaidByOperator(event: Event): boolean {
  return event.kind === 'message_added' && event.author.kind === 'operator';
}

function rememberedSlots(): Slots {
  try {
    return JSON.parse(sessionStorage.getItem(SLOTS_KEY) ?? '[]') as Slots;
  } catch {
    return [];
  }
}
