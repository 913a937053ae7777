/** What can be done from every page: going somewhere, one's status, the look, help and signing out. */
import Coffee from '@lucide/svelte/icons/coffee';
import CircleUser from '@lucide/svelte/icons/circle-user';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import FileText from '@lucide/svelte/icons/file-text';
import History from '@lucide/svelte/icons/history';
import Inbox from '@lucide/svelte/icons/inbox';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import LogOut from '@lucide/svelte/icons/log-out';
import MailQuestion from '@lucide/svelte/icons/mail-question-mark';
import MessageSquare from '@lucide/svelte/icons/message-square';
import Moon from '@lucide/svelte/icons/moon';
import Sun from '@lucide/svelte/icons/sun';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import Undo2 from '@lucide/svelte/icons/undo-2';
import Volume2 from '@lucide/svelte/icons/volume-2';
import type { Conversation, Status, Workspace } from '@hovorna/shared/contract';
import {
  ENTRY_LOOKS,
  setTheme,
  theme,
  toast,
  undoToast,
  type Glyph,
  type Theme,
} from '@hovorna/shared/ui';
import { language, m, type Language } from '@hovorna/shared/words';
import { nameOf } from '../client/name.ts';
import { reasonName } from '../desk/awayWords.ts';
import { openPages, type AdminPage } from '../admin/pages.ts';
import type { Desk } from '../desk/desk.svelte.ts';
import type { Sounds } from '../desk/sounds.svelte.ts';
import { letterKeysOn, setLetterKeys } from '../shell/keys.svelte.ts';
import { chooseLanguage } from '../shell/language.ts';
import type { Command } from './registry.ts';
import { ADMINISTRATION, PAGES, SHORTCUTS, slotShortcut } from './shortcuts.ts';

export interface DeskDoings {
  go: (address: string) => void;
  open: (conversation: string) => void;
  /** Whether one may look before accepting is the company's choice. */
  preview: (conversation: string) => void;
  accept: (conversation: string) => void;
  setStatus: (status: Status, reason?: string) => void;
  help: () => void;
  notices: () => void;
  signOut: () => void;
}

export function deskCommands(desk: Desk, sounds: Sounds, does: DeskDoings): Command[] {
  const workspace = desk.state?.workspace;
  return [
    ...undo(),
    ...(workspace === undefined ? [] : conversations(desk, workspace, does)),
    ...pages(openPages(workspace?.me.permissions ?? []), does),
    ...(workspace === undefined ? [] : statuses(workspace, does, desk.isOnline)),
    ...looks(sounds),
    ...account(does),
  ];
}

/** What the message at the bottom tells of, as long as it is there. */
function undo(): Command[] {
  const told = toast();
  if (told?.undo === undefined) return [];
  return [
    {
      ...{ id: 'undo', group: 'page', name: m.console_undo(), about: told.text, icon: Undo2 },
      shortcut: SHORTCUTS.undo,
      run: undoToast,
    },
  ];
}

function conversations(desk: Desk, workspace: Workspace, does: DeskDoings): Command[] {
  const about = (row: Conversation) =>
    [row.client.phone, row.first_words, row.group.name].filter(Boolean).join(' · ');
  const mine = desk.slots.flatMap((id, slot): Command[] => {
    const row = workspace.mine.find((it) => it.id === id);
    if (row === undefined) return [];
    return [
      {
        ...{ id: `open ${row.id}`, group: 'mine', name: nameOf(row), about: about(row) },
        icon: MessageSquare,
        ...(slot < 9 ? { shortcut: slotShortcut(slot + 1) } : {}),
        run: () => does.open(row.id),
      },
    ];
  });
  const canPreview = desk.mayPreview;
  const waiting = workspace.queue.map((row): Command => ({
    ...{ id: `waiting ${row.id}`, group: 'waiting', about: about(row), icon: Inbox },
    name: canPreview ? nameOf(row) : m.console_accept_name({ name: nameOf(row) }),
    also: ENTRY_LOOKS[row.entry].name(),
    run: () => (canPreview ? does.preview(row.id) : does.accept(row.id)),
  }));
  return [...mine, ...waiting];
}

function pages(administration: readonly AdminPage[], does: DeskDoings): Command[] {
  const page = (address: string, name: string, icon: Glyph, about?: string): Command => ({
    ...{ id: `go ${address}`, group: 'go', name, icon, about },
    shortcut: PAGES[address] ?? ADMINISTRATION[address]!,
    run: () => does.go(address),
  });
  return [
    page('/', m.console_workspace(), Inbox),
    conversationsPage(does),
    page('/requests', m.console_requests(), MailQuestion),
    page('/templates', m.console_templates(), FileText),
    page('/account', m.console_account(), CircleUser),
    ...administration
      .filter(({ href }) => ADMINISTRATION[href] !== undefined)
      .map(({ href, name, glyph }) => page(href, name(), glyph, m.console_administration())),
  ];
}

/** Behind G as the other pages, and by the key that searches a page where that has nothing to search itself. */
function conversationsPage(does: DeskDoings): Command {
  const page = PAGES['/conversations']!;
  return {
    ...{ id: 'go /conversations', group: 'go', name: m.console_conversations(), icon: History },
    about: m.console_search_label(),
    shortcut: {
      ...page,
      isPressed: (event) => page.isPressed(event) || SHORTCUTS.search.isPressed(event),
    },
    run: () => does.go('/conversations'),
  };
}

function statuses(workspace: Workspace, does: DeskDoings, isOnline: boolean): Command[] {
  const me = workspace.operators.find((it) => it.id === workspace.me.id);
  const mine = me?.status;
  const status = (
    to: Status,
    name: string,
    icon: Glyph,
    about?: string,
    also?: string,
  ): Command => ({
    ...{ id: `status ${to}`, group: 'status', name, icon, about, also: also ?? '' },
    chosen: mine === to,
    blocked: isOnline ? null : m.console_blocked_offline(),
    // The key changes from one to the other.
    ...(mine === to ? {} : { shortcut: SHORTCUTS.status }),
    run: () => does.setStatus(to),
  });
  return [
    status(
      'available',
      m.console_status_available(),
      CircleCheck,
      undefined,
      m.console_be_available(),
    ),
    status(
      'away',
      m.console_status_away(),
      Coffee,
      m.console_status_away_hint(),
      m.console_take_break(),
    ),
    ...workspace.away_reasons.map((reason): Command => ({
      ...{ id: `away ${reason.id}`, group: 'status', icon: Coffee, also: m.console_take_break() },
      name: `${m.console_status_away()}: ${reasonName(reason)}`,
      chosen: mine === 'away' && me?.away_reason?.id === reason.id,
      blocked: isOnline ? null : m.console_blocked_offline(),
      run: () => does.setStatus('away', reason.id),
    })),
  ];
}

function looks(sounds: Sounds): Command[] {
  const themes: [Theme, string, Glyph][] = [
    ['light', m.console_theme_light(), Sun],
    ['dark', m.console_theme_dark(), Moon],
    ['system', m.console_theme_system(), SunMoon],
  ];
  const languages: [Language, string][] = [
    ['en', 'English'],
    ['cs', 'Čeština'],
  ];
  const settings = [
    ['on', m.console_sounds_on()],
    ['once', m.console_sounds_once()],
    ['off', m.console_sounds_off()],
  ] as const;
  return [
    ...themes.map(([to, name, icon]): Command => ({
      ...{ id: `theme ${to}`, group: 'look', name: `${m.console_theme()}: ${name}`, icon },
      chosen: theme() === to,
      run: () => setTheme(to),
    })),
    ...languages.map(([to, name]): Command => ({
      ...{ id: `language ${to}`, group: 'look', name: `${m.console_language()}: ${name}` },
      // Found by who cannot read the present one, too.
      also: 'Language Jazyk',
      icon: Languages,
      chosen: language() === to,
      run: () => chooseLanguage(to),
    })),
    ...settings.map(([to, name]): Command => ({
      ...{ id: `sounds ${to}`, group: 'look', name: `${m.console_sounds()}: ${name}` },
      icon: Volume2,
      chosen: sounds.setting === to,
      run: () => sounds.set(to),
    })),
  ];
}

function account(does: DeskDoings): Command[] {
  return [
    {
      ...{ id: 'notices', group: 'account', name: m.console_notices_title(), icon: Volume2 },
      run: does.notices,
    },
    {
      ...{ id: 'help', group: 'account', name: m.console_keys_title(), icon: Keyboard },
      shortcut: SHORTCUTS.help,
      run: does.help,
    },
    {
      ...{ id: 'letters', group: 'account', icon: Keyboard },
      name: letterKeysOn() ? m.console_keys_letters_off() : m.console_keys_letters_on(),
      run: () => setLetterKeys(!letterKeysOn()),
    },
    {
      ...{ id: 'sign out', group: 'account', name: m.console_sign_out(), icon: LogOut },
      run: does.signOut,
    },
  ];
}
