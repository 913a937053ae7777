/** The pages of the administration, in their order, each with what one must be allowed to open it. */
import { m } from '@hovorna/shared/words';
import type { Permission } from '@hovorna/shared/contract';
import type { Glyph } from '@hovorna/shared/ui';
import BadgeCheck from '@lucide/svelte/icons/badge-check';
import Braces from '@lucide/svelte/icons/braces';
import Building2 from '@lucide/svelte/icons/building-2';
import Clock from '@lucide/svelte/icons/clock';
import KeyRound from '@lucide/svelte/icons/key-round';
import Layers from '@lucide/svelte/icons/layers';
import Mail from '@lucide/svelte/icons/mail';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Tag from '@lucide/svelte/icons/tag';
import Users from '@lucide/svelte/icons/users';
import Webhook from '@lucide/svelte/icons/webhook';

type Section = 'ways-in' | 'people' | 'content' | 'system';

export interface AdminPage {
  href: string;
  section: Section;
  name: () => string;
  glyph: Glyph;
  /** One of these is enough. */
  needs: readonly Permission[];
}

function page(
  href: string,
  section: Section,
  name: () => string,
  glyph: Glyph,
  ...needs: Permission[]
): AdminPage {
  return { href, section, name, glyph, needs };
}

export const ADMIN_PAGES: readonly AdminPage[] = [
  page('/admin/widgets', 'ways-in', m.admin_nav_widgets, Layers, 'widgets'),
  page('/admin/channels', 'ways-in', m.admin_nav_channels, MessagesSquare, 'widgets'),
  page('/admin/identity', 'ways-in', m.admin_nav_identity, BadgeCheck, 'widgets'),
  page('/admin/users', 'people', m.admin_nav_users, Users, 'users', 'groups'),
  page('/admin/hours', 'people', m.admin_nav_hours, Clock, 'groups'),
  page('/admin/tags', 'content', m.admin_nav_tags, Tag, 'texts'),
  page('/admin/sign-in', 'system', m.admin_nav_sign_in, KeyRound, 'settings'),
  page('/admin/mail', 'system', m.admin_nav_mail, Mail, 'settings'),
  page('/admin/webhooks', 'system', m.admin_nav_webhooks, Webhook, 'settings'),
  page('/admin/privacy', 'system', m.admin_nav_privacy, ShieldCheck, 'settings'),
  page('/admin/tokens', 'system', m.admin_nav_tokens, Braces, 'settings'),
  page('/admin/audit', 'system', m.admin_nav_audit, ScrollText, 'audit'),
  page('/admin/company', 'system', m.admin_nav_company, Building2, 'settings'),
];

export const SECTIONS: Record<Section, () => string> = {
  'ways-in': m.admin_nav_ways_in,
  people: m.admin_nav_people,
  content: m.admin_nav_content,
  system: m.admin_nav_system,
};

/** Those that somebody who may do this may open. */
export function openPages(permissions: readonly Permission[]): AdminPage[] {
  return ADMIN_PAGES.filter(({ needs }) => needs.some((it) => permissions.includes(it)));
}

/** Whether one of them is, or is above, the page at this path. */
export function leadsTo(pages: readonly Pick<AdminPage, 'href'>[], path: string): boolean {
  return pages.some(({ href }) => path === href || path.startsWith(`${href}/`));
}
