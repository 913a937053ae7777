/**
 * The real widget on an empty page, for the preview in the console's editor. The page around it says what
 * the widget is to be like, saved or not; the server hears nothing: what the widget would ask of it is
 * answered here. The frame is a sandbox without an origin, so nothing is stored either.
 */
(() => {
  const CONVERSATION = '00000000-0000-7000-8000-000000000000';
  const NOBODY_YET = { delivered: 0, read: 0 };
  const PATIENCE_MS = 5000;
  /** States in which the widget is not opened. */
  const SHUT = ['closed', 'bubble'];
  const OPERATOR = 'Klára Nováková';
  /** What was said before, in a conversation nobody has. */
  const SAID = {
    en: [
      'Hello, I am moving and cannot find the meter’s code.',
      'Good morning, gladly. It stands on the first page of your contract, top right.',
      'Found it, thank you.',
    ],
    cs: [
      'Dobrý den, stěhuji se a nemohu najít EAN.',
      'Dobrý den, ráda pomohu. EAN je na první straně smlouvy vpravo nahoře.',
      'Našla jsem ho, děkuji.',
    ],
  };
  /** What is filled in before a message is sent, by the field's type. */
  const FILLED = { text: 'Jana Dvořáková', email: 'jana@example.com', tel: '+420 601 234 567' };

  /** What the page around asked for last: widget, language, group, what is asked after a talk, a rule, and the state. */
  let asked;
  let seq = 1;
  let pressed = false;

  addEventListener('message', ({ source, data }) => {
    if (source !== parent || typeof data?.widget?.id !== 'string') return;
    asked = data;
    pressed = false;
    show(data);
  });
  parent.postMessage('ready', '*');

  /** Puts the widget on the page anew, as an upgrade does. */
  function show(wanted) {
    document.documentElement.lang = wanted.language;
    const script = document.createElement('script');
    script.src = '/widget.js';
    script.dataset.widget = wanted.widget.id;
    script.dataset.replaces = SHUT.includes(wanted.state) ? 'closed' : 'open';
    script.onload = () => {
      script.remove();
      const widget = document.querySelector('hovorna-widget');
      if (['form', 'queue', 'talk', 'ended'].includes(wanted.state)) press(widget, Date.now());
      if (wanted.state === 'left') leave(widget, Date.now());
    };
    document.head.append(script);
  }

  /** Fills the form for messages in and sends it. */
  function leave(widget, since) {
    if (!widget?.isConnected || Date.now() - since > PATIENCE_MS) return;
    const form = widget.shadowRoot?.querySelector('form.form');
    if (!form) return void setTimeout(leave, 20, widget, since);
    for (const field of form.querySelectorAll('.input')) {
      field.value = FILLED[field.type] ?? SAID[asked.language][0];
      field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    }
    for (const box of form.querySelectorAll('[type=checkbox]')) box.click();
    form.querySelector('[type=radio]')?.click();
    form.requestSubmit();
  }

  /** The first entry leads to the form, or without one straight into the queue. */
  function press(widget, since) {
    if (!widget?.isConnected || Date.now() - since > PATIENCE_MS) return;
    const entry = widget.shadowRoot?.querySelector('.choice');
    if (entry) entry.click();
    else setTimeout(press, 20, widget, since);
  }

  function widgetState() {
    const { widget, state, rule } = asked;
    const form = state === 'form' ? widget.form : [];
    const online = !['nobody', 'left', 'busy'].includes(state);
    const availability = online ? 'online' : state === 'busy' ? 'busy' : 'offline';
    const reason = online ? null : state === 'busy' ? 'queue_full' : 'nobody_online';
    // The bubble at once, whatever the rule waits for.
    const now = { ...rule, when: [], often: { kind: 'always' }, does: 'bubble' };
    const triggers = state === 'bubble' && rule ? [now] : undefined;
    return {
      widget: { ...widget, form, triggers },
      online,
      availability,
      reason,
      opens_at: null,
      build: 'preview',
    };
  }

  /** Minutes ago. */
  const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

  function conversation(state) {
    const now = ago(0);
    const events = [{ at: state === 'waiting' ? now : ago(14), kind: 'started', entry: 'chat' }];
    if (state !== 'waiting') {
      const [first, second, third] = SAID[asked.language];
      const said = { files: [], reply_to: null };
      events.push(
        { at: ago(14), kind: 'client_said', text: first, ...said },
        { at: ago(13), kind: 'accepted', operator: OPERATOR },
        { at: ago(12), kind: 'operator_said', text: second, operator: OPERATOR, ...said },
        { at: ago(10), kind: 'client_said', text: third, ...said },
      );
    }
    if (state === 'ended') events.push({ at: now, kind: 'ended', cause: 'operator' });
    const numbered = events.map((it, n) => ({
      seq: n + 1,
      id: `${CONVERSATION.slice(0, -2)}1${n}`,
      ...it,
    }));
    seq = numbered.length;
    return {
      id: CONVERSATION,
      entry: asked.widget.entries[0],
      state,
      operator: state === 'waiting' ? null : OPERATOR,
      group: asked.group,
      queued_at: now,
      queue: state === 'waiting' ? { position: 2, estimate_seconds: 60 } : null,
      events: numbered,
      last_seq: seq,
      receipts: { client: NOBODY_YET, operator: { delivered: seq, read: seq } },
      after:
        state === 'ended'
          ? {
              rates: asked.rating,
              comments: asked.comments,
              rating: null,
              transcript: true,
              email: null,
            }
          : null,
    };
  }

  function answerTo(method, path, body) {
    if (path.startsWith('/widget/v1/widgets/')) return widgetState();
    // What can be done after a talk asks for it once more. In every other state there is none.
    if (path === '/widget/v1/conversation' && asked.state === 'ended') return conversation('ended');
    if (method !== 'POST') return undefined;
    if (path === '/widget/v1/conversations')
      return conversation({ talk: 'active', ended: 'ended' }[asked.state] ?? 'waiting');
    if (path.endsWith('/rating'))
      return { stars: body.stars, comment: body.comment, until: ago(-60) };
    if (path.endsWith('/transcript')) return {};
    if (path.endsWith('/end')) return conversation('ended');
    if (path === '/widget/v1/offline-requests')
      return { id: body.id, at: new Date().toISOString() };
    if (path === '/widget/v1/messages') return { id: body.id, seq: ++seq };
    return undefined;
  }

  window.fetch = async (address, { method = 'GET', body } = {}) => {
    const { pathname } = new URL(address, document.baseURI);
    const answer = answerTo(method, pathname, body && JSON.parse(body));
    if (answer !== undefined) return Response.json(answer);
    return Response.json({ status: 404, code: 'not-found' }, { status: 404 });
  };

  /** A line on which all is well and nothing is said. */
  window.WebSocket = class SilentLine {
    static OPEN = 1;
    readyState = 0;

    constructor() {
      setTimeout(() => {
        this.readyState = SilentLine.OPEN;
        this.onopen?.();
      });
    }

    send(text) {
      const { type } = JSON.parse(text);
      if (type === 'ping') this.#say({ type: 'pong' });
      if (type === 'hello')
        this.#say({
          type: 'hello',
          protocol: 1,
          build: 'preview',
          now: new Date().toISOString(),
          last_seq: seq,
          receipts: { client: NOBODY_YET, operator: NOBODY_YET },
        });
    }

    close() {
      this.readyState = 3;
    }

    #say(frame) {
      setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }));
    }
  };

  // A frame that is scrolled out of view is never idle.
  window.requestIdleCallback = (then) => setTimeout(then);

  // Whoever types in the editor keeps the focus; only pressed itself may the widget take it.
  for (const kind of ['pointerdown', 'keydown'])
    addEventListener(kind, ({ isTrusted }) => (pressed ||= isTrusted), true);
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function (...options) {
    if (pressed) focus.apply(this, options);
  };
})();
