/** What can be done in the workspace: with the client at hand, with what is unread, with the client panel. */
import ArrowRightLeft from '@lucide/svelte/icons/arrow-right-left';
import Bell from '@lucide/svelte/icons/bell';
import Check from '@lucide/svelte/icons/check';
import Eye from '@lucide/svelte/icons/eye';
import User from '@lucide/svelte/icons/user';
import type { Conversation } from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';
import { nameOf } from '../client/name.ts';
import type { Command } from '../palette/registry.ts';
import { SHORTCUTS } from '../palette/shortcuts.ts';

export interface WorkspaceDoings {
  /** Who waits and is previewed, under the focus, or next. */
  client: Conversation | undefined;
  /** Why it cannot be accepted now. */
  blocked: string | null;
  isPreviewed: boolean;
  canPreview: boolean;
  canRedirect: boolean;
  hasUnread: boolean;
  isStageOpen: boolean;
  isDockOpen: boolean;
  accept: (id: string) => void;
  preview: (id: string) => void;
  redirect: (id: string) => void;
  toUnread: (step: 1 | -1) => void;
  toggleClient: () => void;
}

export function workspaceCommands(does: WorkspaceDoings): Command[] {
  return [...atHand(does), ...unread(does), ...panel(does)];
}

function atHand({ client, ...does }: WorkspaceDoings): Command[] {
  if (client === undefined) return [];
  const { id } = client;
  const about = nameOf(client);
  const accept: Command = {
    ...{ id: 'accept', group: 'client', name: m.console_accept(), about, icon: Check },
    ...{ shortcut: SHORTCUTS.accept, blocked: does.blocked },
    run: () => does.accept(id),
  };
  if (!does.canPreview) return [accept];
  const preview: Command[] = [
    accept,
    {
      ...{ id: 'preview', group: 'client', about, icon: Eye, shortcut: SHORTCUTS.preview },
      name: does.isPreviewed ? m.console_preview_close() : m.console_preview(),
      run: () => does.preview(id),
    },
  ];
  if (!does.canRedirect) return preview;
  return [
    ...preview,
    {
      ...{ id: 'redirect client', group: 'client', name: m.console_redirect(), about },
      ...{ icon: ArrowRightLeft, shortcut: SHORTCUTS.redirect },
      run: () => does.redirect(id),
    },
  ];
}

function unread(does: WorkspaceDoings): Command[] {
  if (!does.hasUnread) return [];
  const to = (step: 1 | -1, shortcut: Command['shortcut'] & object): Command => ({
    ...{ id: `unread ${step}`, group: 'mine', name: shortcut.name(), icon: Bell, shortcut },
    run: () => does.toUnread(step),
  });
  return [to(1, SHORTCUTS.nextUnread), to(-1, SHORTCUTS.previousUnread)];
}

function panel(does: WorkspaceDoings): Command[] {
  if (!does.isStageOpen) return [];
  return [
    {
      ...{ id: 'client panel', group: 'conversation', icon: User, shortcut: SHORTCUTS.client },
      name: SHORTCUTS.client.name(),
      chosen: does.isDockOpen,
      run: does.toggleClient,
    },
  ];
}
