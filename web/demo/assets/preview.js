/**
 * The real widget on an empty page, for the preview in the console's editor. The page around it says what
 * the widget is to be like, saved or not; the server hears nothing: what the widget would ask of it is
 * answered here. The frame is a sandbox without an origin, so nothing is stored either.
 */
(() => {
  const CONVERSATION = '00000000-0000-7000-8000-000000000000';
  const NOBODY_YET = { delivered: 0, read: 0 };
  const PATIENCE_MS = 5000;

  /** What the page around asked for last: widget, language, group and state. */
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
    script.dataset.replaces = wanted.state === 'closed' ? 'closed' : 'open';
    script.onload = () => {
      script.remove();
      if (wanted.state === 'form' || wanted.state === 'queue')
        press(document.querySelector('hovorna-widget'), Date.now());
    };
    document.head.append(script);
  }

  /** The first entry leads to the form, or without one straight into the queue. */
  function press(widget, since) {
    if (!widget?.isConnected || Date.now() - since > PATIENCE_MS) return;
    const entry = widget.shadowRoot?.querySelector('.choice');
    if (entry) entry.click();
    else setTimeout(press, 20, widget, since);
  }

  function widgetState() {
    const { widget, state } = asked;
    const form = state === 'queue' ? [] : widget.form;
    const online = state !== 'nobody';
    const availability = online ? 'online' : 'offline';
    const reason = online ? null : 'nobody_online';
    return {
      widget: { ...widget, form },
      online,
      availability,
      reason,
      opens_at: null,
      build: 'preview',
    };
  }

  function conversation(state) {
    const now = new Date().toISOString();
    return {
      id: CONVERSATION,
      entry: asked.widget.entries[0],
      state,
      operator: null,
      group: asked.group,
      queued_at: now,
      queue: state === 'waiting' ? { position: 2, estimate_seconds: 60 } : null,
      events: [{ seq: 1, id: CONVERSATION, at: now, kind: 'started', entry: 'chat' }],
      last_seq: 1,
      receipts: { client: NOBODY_YET, operator: NOBODY_YET },
    };
  }

  function answerTo(method, path, body) {
    if (path.startsWith('/widget/v1/widgets/')) return widgetState();
    if (method !== 'POST') return undefined;
    if (path === '/widget/v1/conversations') return conversation('waiting');
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
