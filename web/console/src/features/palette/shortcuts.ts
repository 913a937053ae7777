/**
 * Every key of the console, once: what it is called, how it is drawn and which press it is. The palette, the sheet
 * of all keys and whoever acts on a press read it here.
 */
import { m } from '@hovorna/shared/words';
import { going } from '../shell/going.svelte.ts';
import { isCommand, isLetterCommand, isOnControl, isTyping } from '../shell/keys.svelte.ts';

export interface Shortcut {
  name: () => string;
  /** The keys as they are printed. */
  keys: () => string[];
  isPressed: (event: KeyboardEvent) => boolean;
  /** G comes before it: one key after the other, not both at once. */
  isAfterGo?: true;
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
const CTRL = isMac ? '⌘' : 'Ctrl';
const ALT = isMac ? '⌥' : 'Alt';

/** Single keys: not while somebody types, and they can be switched off. */
function letter(name: () => string, key: string, drawn?: () => string): Shortcut {
  return {
    name,
    keys: () => [drawn?.() ?? key.toUpperCase()],
    isPressed: (event) => event.key === key && isLetterCommand(event),
  };
}

/** Space and Enter: they press the control under focus instead, where there is one. */
function bare(name: () => string, key: string, drawn: () => string): Shortcut {
  const single = letter(name, key, drawn);
  return { ...single, isPressed: (event) => single.isPressed(event) && !isOnControl(event) };
}

function alt(name: () => string, code: string, drawn: string): Shortcut {
  return {
    name,
    keys: () => [ALT, drawn],
    // The key and not the letter: Alt writes other letters on some keyboards.
    isPressed: (event) =>
      event.code === code && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey,
  };
}

function ctrl(name: () => string, letterOfKey: string): Shortcut {
  return {
    name,
    keys: () => [CTRL, letterOfKey],
    isPressed: (event) =>
      (event.ctrlKey || event.metaKey) &&
      !event.shiftKey &&
      !event.altKey &&
      latinLetter(event) === letterOfKey,
  };
}

/** What is printed on the key, as on a QWERTZ; where that is no Latin letter, what would be printed there on a QWERTY. */
function latinLetter({ key, code }: KeyboardEvent): string {
  return /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace('Key', '');
}

/** Only while nothing is being typed: there the browser takes back what was typed. */
function untyped(shortcut: Shortcut): Shortcut {
  return { ...shortcut, isPressed: (event) => shortcut.isPressed(event) && !isTyping(event) };
}

/** A page: G, and then its letter. */
function page(name: () => string, key: string): Shortcut {
  return {
    name,
    keys: () => ['G', key.toUpperCase()],
    isPressed: (event) => going.isBegun && event.key.toLowerCase() === key && isCommand(event),
    isAfterGo: true,
  };
}

/** Keys that only the place with the focus can understand: they are told here and pressed there. */
function local(name: () => string, keys: () => string[]): Shortcut {
  return { name, keys, isPressed: () => false };
}

export const SHORTCUTS = {
  palette: ctrl(m.console_palette, 'K'),
  down: letter(m.console_keys_move, 'j'),
  up: letter(m.console_keys_move, 'k'),
  preview: bare(m.console_preview, ' ', m.console_key_space),
  accept: bare(m.console_accept, 'Enter', () => '↵'),
  redirect: letter(m.console_redirect, 'r'),
  nextUnread: alt(m.console_keys_unread, 'ArrowDown', '↓'),
  previousUnread: alt(m.console_keys_unread_back, 'ArrowUp', '↑'),
  note: alt(m.console_keys_note, 'KeyN', 'N'),
  templates: local(m.console_keys_templates, () => ['#']),
  emoji: local(m.console_keys_emoji, () => [':']),
  attach: ctrl(m.console_file_attach, 'O'),
  messages: local(m.console_keys_messages, () => ['↑']),
  answer: letter(m.console_keys_answer, 'r'),
  copy: letter(m.console_keys_copy, 'c'),
  end: alt(m.console_end_conversation, 'KeyE', 'E'),
  status: alt(m.console_keys_status, 'KeyA', 'A'),
  client: letter(m.console_keys_client, 'i'),
  tag: letter(m.console_keys_tag, 't'),
  clientNote: letter(m.console_keys_client_note, 'n'),
  search: letter(m.console_keys_search, '/'),
  save: ctrl(m.console_keys_save, 'S'),
  undo: untyped(ctrl(m.console_keys_undo, 'Z')),
  close: local(m.console_keys_close, () => ['Esc']),
  help: letter(m.console_keys_title, '?'),
  go: letter(m.console_keys_go, 'g'),
} satisfies Record<string, Shortcut>;

/** The letters behind G, by the address they lead to. */
export const PAGES: Record<string, Shortcut> = {
  '/': page(m.console_workspace, 'w'),
  '/conversations': page(m.console_conversations, 'f'),
  '/requests': page(m.console_requests, 'q'),
  '/templates': page(m.console_templates, 't'),
  '/account': page(m.console_account, 'm'),
};

/** Those of the administration. */
export const ADMINISTRATION: Record<string, Shortcut> = {
  '/admin/widgets': page(m.admin_nav_widgets, 'a'),
  '/admin/channels': page(m.admin_nav_channels, 'c'),
  '/admin/identity': page(m.admin_nav_identity, 'i'),
  '/admin/users': page(m.admin_nav_users, 'u'),
  '/admin/tags': page(m.admin_nav_tags, 'r'),
  '/admin/sign-in': page(m.admin_nav_sign_in, 'n'),
  '/admin/mail': page(m.admin_nav_mail, 'e'),
  '/admin/audit': page(m.admin_nav_audit, 'd'),
  '/admin/webhooks': page(m.admin_nav_webhooks, 'h'),
  '/admin/tokens': page(m.admin_nav_tokens, 'p'),
  '/admin/company': page(m.admin_nav_company, 'o'),
};

/** The conversation in this slot, counted from one. */
export function slotShortcut(number: number): Shortcut {
  return alt(m.console_keys_open, `Digit${number}`, String(number));
}

/** The keys of the sheet, in the order of a conversation; pairs share a line. Of the administration those of the pages that
 * may be opened. */
export function allShortcuts(
  administration: readonly string[],
): { name: string; keys: string[] }[] {
  const s = SHORTCUTS;
  const one = ({ name, keys }: Shortcut) => ({ name: name(), keys: keys() });
  return [
    one(s.palette),
    { name: s.down.name(), keys: [...s.down.keys(), ...s.up.keys()] },
    ...[s.preview, s.accept, s.redirect].map(one),
    { name: m.console_keys_open(), keys: [ALT, '1…9'] },
    { name: s.nextUnread.name(), keys: [ALT, '↑', '↓'] },
    ...[s.note, s.templates, s.emoji, s.attach, s.messages, s.answer, s.copy, s.end, s.status].map(
      one,
    ),
    ...[s.client, s.tag, s.clientNote, s.search, s.save, s.undo, s.close, s.help].map(one),
    ...[...Object.values(PAGES), ...administration.flatMap((it) => ADMINISTRATION[it] ?? [])].map(
      (it) => ({
        name: m.console_keys_go_to({ page: it.name() }),
        keys: it.keys(),
      }),
    ),
  ];
}
