/**
 * One client on one page: its conversation, what it still has to send, and the line it hears on. Holds the
 * state the panel draws, and changes it only by what the server said. Runs without the panel, so a returning
 * client is reconnected before anything is opened.
 */
import { Problem } from '@hovorna/shared/api/problem.ts';
import { uuid7 } from '@hovorna/shared/api/uuid7.ts';
import { backoffMs } from '@hovorna/shared/live/backoff.ts';
import { Line } from '@hovorna/shared/live/line.ts';
import type { Host } from '../host.ts';
import { aloneAs } from './alone.ts';
import { Api } from './api.ts';
import type {
  ClientConversation,
  ClientFrame,
  ClientQuote,
  ClientSays,
  WidgetState,
} from './contract.ts';
import { drafts } from './drafts.ts';
import { enterBody, type Answers, type EnterIds } from './entering.ts';
import { identityKey, ownIdentity, readIdentity, remember, remembered } from './identity.ts';
import { Notice } from './notice.ts';
import { isOutboxKey } from './outbox.ts';
import { Outgoing } from './outgoing.ts';
import { PageApi } from './pageApi.ts';
import { Pages } from './pages.ts';
import type { SessionState } from './sessionState.ts';
import { SignedIn } from './signedIn.ts';
import { hear, readAll, talkOf, unreadOf, type Talk } from './state.ts';
import { local, tab } from './store.ts';

/** An ended talk stays in view so long, also on the next page. */
const REMEMBERED_MS = 600_000;

export class Session {
  readonly notice: Notice;
  readonly drafts = drafts;
  readonly page: PageApi;
  #state: SessionState;
  #listeners = new Set<(state: SessionState) => void>();
  /** The panel is open in a focused window: what arrives is read. */
  #watching = false;
  #entering: EnterIds | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #restFailures = 0;
  #unread = 0;
  #begun = false;
  readonly #host: Host;
  /** What this browser's client may ask of the server. */
  readonly api: Api;
  readonly #line: Line<ClientSays>;
  readonly #outgoing: Outgoing;
  readonly #pages: Pages;
  readonly #signedIn: SignedIn;
  readonly #ended = new AbortController();

  constructor(host: Host) {
    this.#host = host;
    const { widget } = host;
    this.#state = {
      availability: host.config,
      restoring: false,
      known: null,
      talk: null,
      letters: [],
      uploads: [],
      link: { kind: 'off' },
    };
    this.notice = new Notice(local, widget);
    this.#pages = new Pages(tab, widget);
    this.api = new Api(host.base, () => readIdentity(local, widget)?.token);
    this.#outgoing = new Outgoing({
      store: local,
      tab,
      widget,
      post: (letter) => this.api.say(letter),
      put: ({ conversation, id, name }, ...rest) =>
        this.api.upload(`/conversations/${conversation}/files/${id}`, name, ...rest),
      alone: aloneAs(`hovorna:${widget}:out`),
      lineIsUp: () => this.#state.link.kind === 'open',
      onchange: (change) => this.#change(change),
    });
    this.#line = new Line<ClientSays>({
      address: () => this.api.live(widget),
      ping: () => ({ type: 'ping' }),
      onopen: () => this.#greet(),
      onframe: (frame) => this.#heard(frame as ClientFrame),
      onstatus: (status) => {
        // An open socket is no line yet: the server's greeting makes it one. Without a talk nobody asks how it is.
        if (status.kind === 'open' || !this.#state.talk) return;
        this.#change({ link: status.kind === 'closed' ? { kind: 'off' } : status });
      },
    });
    this.page = new PageApi(host);
    this.#listen();
    this.#pages.arrive();
    this.#signedIn = new SignedIn(widget, this.api, this.page, {
      changed: (change) => this.#change(change),
      lose: () => this.#lose(),
      resume: () => this.#restoreUnlessThere(),
      hasTalk: () => !!this.#state.talk,
    });
    if (this.page.identity === undefined && this.#remembered()) void this.#restore();
  }

  get state(): SessionState {
    return this.#state;
  }

  subscribe(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => this.#listeners.delete(listener);
  }

  /** The first press: from here on this browser has an identity, and pages are noted. */
  begin(): void {
    ownIdentity(local, this.#host.widget);
    this.#begun = true;
    if (!this.#state.talk) this.#pages.collect();
    this.#watch();
  }

  /** Comes in. A refusal or a lost line throws; the same answers may then be sent again. */
  async enter(answers: Answers): Promise<void> {
    await this.#signedIn.told;
    const { widget } = this.#host;
    const ids = (this.#entering ??= { id: uuid7(), message: uuid7() });
    remember(local, widget, { entering: ids.id, ...(this.page.identity && { signed: true }) });
    try {
      const body = enterBody(this.#host, ids, answers, this.#pages.listed(), this.page);
      const view = await this.api.post<ClientConversation>('/conversations', body);
      this.#entering = null;
      this.#follow(view, location.href);
      this.page.tell('started', view.id);
    } catch (error) {
      if (this.#signedIn.takesBack(error)) return this.enter(answers);
      if (error instanceof Problem && error.code === 'already-running') {
        // Maybe in another browser of who is signed in.
        await (this.page.identity ? this.#signedIn.tell() : this.#restore());
        if (answers.message) this.say(answers.message);
        return;
      }
      if (error instanceof Problem && !error.isTemporary) {
        this.#entering = null;
        remember(local, widget, {});
      }
      throw error;
    }
  }

  /** Words, with the files that were chosen before. */
  say(text: string, reply?: ClientQuote): void {
    if (this.#state.talk) this.#outgoing.say(this.#state.talk.id, text, reply);
  }

  attach(files: File[]): void {
    const { talk, availability } = this.#state;
    if (talk) this.#outgoing.attach(talk.id, files, availability.widget.files);
  }

  detach(id: string): void {
    this.#outgoing.detach(id);
  }

  /** Another try, of a message or a file. */
  retry(id: string): void {
    this.#outgoing.retry(id);
  }

  /** `text` is what is typed so far, where the company lets operators see it. */
  typing(on: boolean, text?: string): void {
    this.#line.send({ type: 'typing', on, text });
  }

  /** The panel is open in a focused window, or no longer. */
  watch(watching: boolean): void {
    this.#watching = watching;
    if (watching) this.#tellSeen();
    this.#showUnread();
  }

  /** Leaves the queue, or ends the talk. */
  async end(): Promise<void> {
    const { talk } = this.#state;
    if (!talk) return;
    const view = await this.api.post<ClientConversation>(`/conversations/${talk.id}/end`, {});
    if (this.#state.talk?.id === view.id) this.#changeTalk(talkOf(view));
  }

  /** Whether this tab had the panel open: a client who goes on to the next page finds it open there. */
  get remembersOpen(): boolean {
    return tab.get(`hovorna:${this.#host.widget}:open`) !== null;
  }

  set remembersOpen(open: boolean) {
    const key = `hovorna:${this.#host.widget}:open`;
    if (open) tab.set(key, '1');
    else tab.remove(key);
    this.page.shown(open);
  }

  /** The ended conversation is put away; the client may start a new one. */
  putAway(): void {
    const { talk } = this.#state;
    if (talk) {
      this.#outgoing.forget(talk.id);
      this.#forget(talk.id);
    }
    this.#change({ talk: null });
    this.#pages.collect();
    this.#watch();
    void this.askAvailability();
  }

  tryNow(): void {
    if (this.#rest !== undefined) void this.#restore();
    else this.#line.tryNow();
  }

  async askAvailability(): Promise<void> {
    try {
      const path = `/widgets/${encodeURIComponent(this.#host.widget)}`;
      this.#received(await this.api.get<WidgetState>(path));
    } catch {
      // The next look asks again; entering says itself what is wrong.
    }
  }

  /** Whether clients are taken: the panel draws it, and the launcher whenever it draws. */
  #received(news: Partial<WidgetState>): void {
    const availability = { ...this.#state.availability, ...news };
    this.#host.config.online = availability.online;
    this.#change({ availability });
    this.#host.unread(this.#unread);
  }

  /** From the first press on, a page without a conversation hears at once when clients are taken, or no longer. */
  #watch(): void {
    if (this.#begun && !this.#state.talk) this.#line.start();
  }

  /** The server has become another build: the next conversation should start with its panel. */
  get outdated(): boolean {
    return this.#state.availability.build !== this.#host.config.build;
  }

  /** What this browser remembers comes into view, unless it is there. */
  async #restoreUnlessThere(): Promise<void> {
    if (this.#state.talk) return;
    if (this.#remembered()) await this.#restore();
    else this.#change({ restoring: false });
  }

  async #restore(): Promise<void> {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#change({ restoring: !this.#state.talk, link: { kind: 'connecting' } });
    try {
      const widget = encodeURIComponent(this.#host.widget);
      const view = await this.api.get<ClientConversation>(`/conversation?widget=${widget}`);
      this.#entering = null;
      // The last one is given when none runs; an ended one is shown only to who was in it just now, and may still say how
      // it was.
      const isOver =
        view.state === 'ended' &&
        (view.id !== this.#remembered() ||
          !view.after ||
          Date.now() - Date.parse(view.events.at(-1)!.at) > REMEMBERED_MS);
      if (isOver) this.#lose();
      else this.#follow(view, '');
    } catch (error) {
      if (error instanceof Problem && !error.isTemporary) return this.#lose();
      this.#restoreLater();
    }
  }

  #restoreLater(): void {
    const wait = backoffMs(++this.#restFailures);
    this.#change({
      restoring: !this.#state.talk,
      link: { kind: 'waiting', retryAt: Date.now() + wait },
    });
    this.#rest = setTimeout(() => void this.#restore(), wait);
  }

  /** It is over; unless another tab has started the next one already. */
  #forget(conversation: string): void {
    if (this.#remembered() === conversation) remember(local, this.#host.widget, {});
  }

  #remembered(): string | undefined {
    return remembered(local, this.#host.widget);
  }

  /** From a view on, by its events. `told` is the page the server knows of already. */
  #follow(view: ClientConversation, told: string): void {
    this.#change({ restoring: false, link: { kind: 'off' } });
    this.#changeTalk(talkOf(view));
    if (view.state === 'ended') return;
    remember(local, this.#host.widget, { conversation: view.id });
    this.#pages.watch((page) => {
      this.api.post('/page-views', { conversation: view.id, view: page }).catch(() => {});
    }, told);
    this.#line.stop();
    this.#line.start();
  }

  /** The server knows of no running conversation of ours. */
  #lose(): void {
    const conversation = this.#remembered();
    if (conversation) {
      this.#outgoing.forget(conversation);
      this.#forget(conversation);
    }
    this.#pages.unwatch();
    this.#line.stop();
    this.#change({ restoring: false, talk: null, link: { kind: 'off' } });
    this.#showUnread();
    this.#watch();
  }

  #greet(): void {
    const { talk } = this.#state;
    const token = readIdentity(local, this.#host.widget)?.token;
    if (!talk) this.#line.send({ type: 'watch' });
    else if (token)
      this.#line.send({ type: 'hello', token, conversation: talk.id, after: talk.last_seq });
  }

  #heard(frame: ClientFrame): void {
    if (frame.type === 'availability') this.#received(frame);
    const before = this.#state.talk;
    if (!before) return;
    if (frame.type === 'refused') {
      this.#line.stop();
      // The site may be forbidden by now; asking calmly also finds out when it is allowed again.
      this.#restoreLater();
      return;
    }
    const after = hear(before, frame);
    if (after !== before) this.#changeTalk(after);
    if (frame.type === 'hello') {
      const availability = { ...this.#state.availability, build: frame.build };
      this.#restFailures = 0;
      this.#change({ link: { kind: 'open' }, availability });
      this.#outgoing.lineIsBack();
      this.#tellSeen();
    }
    if (frame.type === 'events' && after !== before) {
      this.#tellSeen();
      const news = after.events.slice(before.events.length);
      const calls = news.some((it) => it.kind === 'operator_said' || it.kind === 'accepted');
      if (calls && !this.#watching) this.notice.ding();
    }
  }

  #tellSeen(): void {
    const { talk } = this.#state;
    if (!talk) return;
    if (this.#watching) this.#changeTalk(readAll(talk));
    const { read } = this.#state.talk!.receipts.client;
    this.#line.send({ type: 'seen', seen: { delivered: talk.last_seq, read } });
  }

  #changeTalk(talk: Talk): void {
    const before = this.#state.talk;
    if (before && before.state !== 'ended' && talk.state === 'ended')
      this.page.tell('ended', talk.id);
    this.#change({ talk });
    this.#outgoing.arrived(new Set(talk.events.map((it) => it.id)));
    if (talk.state === 'ended') {
      this.#pages.unwatch();
      this.#line.stop();
    }
    this.#showUnread();
  }

  #showUnread(): void {
    const { talk } = this.#state;
    const unread = talk && !this.#watching ? unreadOf(talk) : 0;
    if (unread !== this.#unread) this.page.tell('unread', unread);
    this.#unread = unread;
    this.#host.unread(unread);
    this.notice.count(unread);
  }

  #change(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.#listeners.forEach((listener) => listener(this.#state));
  }

  #listen(): void {
    const { signal } = this.#ended;
    const { widget } = this.#host;
    addEventListener(
      'storage',
      ({ key, newValue }) => {
        if (isOutboxKey(widget, key)) this.#outgoing.reread();
        else if (key !== identityKey(widget)) return;
        else if (newValue) this.#otherTab();
        // Signed out there: here, too, nothing of the talk stays in view.
        else this.#lose();
      },
      { signal },
    );
    // An open socket keeps a page from resting in the back/forward cache.
    addEventListener('pagehide', () => this.#line.stop(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#resume(), { signal });
    this.#host.root.host.addEventListener('replaced', () => this.#close(), { signal });
  }

  /** Another tab has started or ended a conversation. */
  #otherTab(): void {
    const running = readIdentity(local, this.#host.widget)?.conversation;
    const { talk } = this.#state;
    if (running && (!talk || talk.state === 'ended') && !this.#entering && talk?.id !== running)
      void this.#restore();
  }

  #resume(): void {
    const { talk } = this.#state;
    if (talk && talk.state !== 'ended') this.#line.start();
    else this.#watch();
  }

  #close(): void {
    clearTimeout(this.#rest);
    this.#ended.abort();
    this.#listeners.clear();
    this.#pages.unwatch();
    this.#line.stop();
  }
}
