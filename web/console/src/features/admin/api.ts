/** Every request of the administration. Each `PUT` replaces the whole object. */
import { request, Unreachable } from '@hovorna/shared/api';
import { problemOf } from '@hovorna/shared/api/problem.ts';
import type {
  ApiToken,
  AuditEntry,
  AwayReason,
  AwayReasonDetails,
  ChangeChannel,
  Channel,
  Channels,
  ChannelTest,
  CompanySettings,
  ConsentVersion,
  Delivery,
  DeliveryView,
  GroupDetails,
  GroupHours,
  GroupSettings,
  HoursChoices,
  HoursPreview,
  IdentifySecret,
  Invite,
  Invited,
  Logo,
  Mail,
  MailServerDetails,
  MailState,
  MailTest,
  MadeApiToken,
  MailTested,
  Named,
  NewApiToken,
  NewChannel,
  NewIdentifySecret,
  OpenIdDetails,
  OpenIdState,
  OpenIdTested,
  PrivacyDue,
  PrivacyRules,
  PermissionDefault,
  ResultDetails,
  SignInRules,
  Schedule,
  Tag,
  TagDetails,
  RoutingReport,
  TryRouting,
  User,
  UserDetails,
  Webhook,
  WebhookAnswer,
  WebhookDetails,
  WebhookSecret,
  Widget,
  WidgetState,
} from './contract.ts';

const API = '/api/v1';
/** Lists come in pages; administration shows all of a list, so it asks for large ones. */
const PAGE = 200;
/** A megabyte over a slow line. */
const LOGO_PATIENCE_MS = 60_000;

export const listUsers = () => all<User>('/users');
/** What roles allow. */
export const listPermissions = () => all<PermissionDefault>('/permissions');
export const addUser = (details: UserDetails) => post<User>('/users', details);
/** The answer has a link to hand over, told once, where no mail can be sent. */
export const inviteUser = (invite: Invite) => post<Invited>('/invitations', invite);
export const inviteAgain = (id: string) => post<Invited>(`/users/${id}/invitation`);
export const withdrawInvitation = (id: string) => remove(`/users/${id}/invitation`);
export const changeUser = (id: string, details: UserDetails) => put<User>(`/users/${id}`, details);
export const setUserPhoto = (id: string, file: File) => put<User>(`/users/${id}/photo`, file);
export const removeUserPhoto = (id: string) => request<User>('DELETE', `${API}/users/${id}/photo`);
export const deactivateUser = (id: string) => post<User>(`/users/${id}/deactivate`);
export const reactivateUser = (id: string) => post<User>(`/users/${id}/reactivate`);
/** Ends all of his or her sign-ins. */
export const signOutUser = (id: string) => post<void>(`/users/${id}/sign-out`);
/** For somebody whose app and recovery codes are lost. */
export const resetSecondFactor = (id: string) => remove(`/users/${id}/second-factor`);

export const readSignInRules = () => request<SignInRules>('GET', `${API}/sign-in-rules`);
export const changeSignInRules = (rules: SignInRules) => put<SignInRules>('/sign-in-rules', rules);

export const readOpenId = () => request<OpenIdState>('GET', `${API}/openid`);
export const changeOpenId = (details: OpenIdDetails) => put<OpenIdState>('/openid', details);
/** Asks the provider; the answer says what became of it. */
export const testOpenId = (details: OpenIdDetails) => post<OpenIdTested>('/openid/test', details);
export const unlinkUser = (id: string) => remove(`/users/${id}/openid`);

export const readPrivacyRules = () => request<PrivacyRules>('GET', `${API}/privacy`);
export const changePrivacyRules = (rules: PrivacyRules) => put<PrivacyRules>('/privacy', rules);
/** How much rules would reach, set or not. */
export function readPrivacyDue(rules: PrivacyRules) {
  const asked = new URLSearchParams();
  for (const [field, days] of Object.entries(rules))
    if (days !== null) asked.set(field, String(days));
  return request<PrivacyDue>('GET', `${API}/privacy/due?${asked.toString()}`);
}

export const listGroups = () => all<GroupSettings>('/groups');
export const addGroup = (details: GroupDetails) => post<GroupSettings>('/groups', details);
export const changeGroup = (id: string, details: GroupDetails) =>
  put<GroupSettings>(`/groups/${id}`, details);
export const removeGroup = (id: string) => remove(`/groups/${id}`);

export const groupHours = (group: string) =>
  request<GroupHours>('GET', `${API}/groups/${group}/hours`);
export const saveHours = (group: string, schedule: Schedule) =>
  put<GroupHours>(`/groups/${group}/hours`, schedule);
export const alwaysOpen = (group: string) =>
  request<GroupHours>('DELETE', `${API}/groups/${group}/hours`);
/** What hours that are not kept yet would mean. */
export const previewHours = (schedule: Schedule) => post<HoursPreview>('/hours/preview', schedule);
export const hoursChoices = () => request<HoursChoices>('GET', `${API}/hours/choices`);

/** What rules, saved or not, would do with a client. */
export const tryRouting = (tried: TryRouting) => post<RoutingReport>('/routing/try', tried);

export const listWidgets = () => all<Widget>('/widgets');
export const addWidget = (widget: Widget) => post<Widget>('/widgets', widget);
export const changeWidget = (widget: Widget) =>
  put<Widget>(`/widgets/${encodeURIComponent(widget.id)}`, widget);
/** Every version of what clients agree to, the newest first. */
export const listConsents = (id: string) =>
  all<ConsentVersion>(`/widgets/${encodeURIComponent(id)}/consents`);
/** Takes a picture; a widget shows it once it names it. */
export async function addLogo(picture: Blob): Promise<Logo> {
  let response: Response;
  try {
    response = await fetch(`${API}/logos`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: picture,
      signal: AbortSignal.timeout(LOGO_PATIENCE_MS),
    });
  } catch (cause) {
    throw new Unreachable('POST /logos: no answer', { cause });
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Logo;
}
export const removeWidget = (id: string) => remove(`/widgets/${encodeURIComponent(id)}`);
/** What a page with this widget is told now: whether somebody is there. */
export const widgetState = (id: string) =>
  request<WidgetState>('GET', `/widget/v1/widgets/${encodeURIComponent(id)}`);

export const listChannels = () => request<Channels>('GET', `${API}/channels`);
export const addChannel = (details: NewChannel) => post<Channel>('/channels', details);
export const changeChannel = (id: string, change: ChangeChannel) =>
  request<Channel>('PATCH', `${API}/channels/${id}`, change);
/** From now on the messenger tells this desk what happens there. */
export const subscribeChannel = (id: string) => post<void>(`/channels/${id}/subscription`);
/** What is signed with an app secret of before is not taken in any more. */
export const endOldSecret = (id: string) => remove(`/channels/${id}/old-secret`);
export const removeChannel = (id: string) => remove(`/channels/${id}`);
/** Asks the messenger; the answer says what is in order. */
export const testChannel = (id: string) => post<ChannelTest>(`/channels/${id}/test`);

export const listTags = () => all<Tag>('/tags');
export const addTag = (details: TagDetails) => post<Tag>('/tags', details);
export const changeTag = (id: string, details: TagDetails) => put<Tag>(`/tags/${id}`, details);
export const removeTag = (id: string) => remove(`/tags/${id}`);

export const listIdentifySecrets = () => all<IdentifySecret>('/identify-secrets');
/** The only answer that tells the secret. */
export const addIdentifySecret = () => post<NewIdentifySecret>('/identify-secrets');
export const removeIdentifySecret = (id: string) => remove(`/identify-secrets/${id}`);

export const readMailServer = () => request<MailState>('GET', `${API}/mail-server`);
export const changeMailServer = (details: MailServerDetails) =>
  put<MailState>('/mail-server', details);
export const removeMailServer = () => remove('/mail-server');
/** Really sends one; the answer says what became of it. */
export const testMailServer = (test: MailTest) => post<MailTested>('/mail-server/test', test);
/** One page, newest first. */
export const listMails = (state: 'unsent' | 'sent', after: string | null) =>
  request<{ items: Mail[]; next?: string | null }>(
    'GET',
    `${API}/mails?state=${state}${after === null ? '' : `&after=${after}`}`,
  );
export const retryMail = (id: string) => post<Mail>(`/mails/${id}/retry`);
export const giveUpMail = (id: string) => post<Mail>(`/mails/${id}/give-up`);
export const listWebhooks = () => all<Webhook>('/webhooks');
/** The only answer that tells the secret, as that of `renewWebhookSecret` does. */
export const addWebhook = (details: WebhookDetails) => post<WebhookSecret>('/webhooks', details);
export const changeWebhook = (id: string, details: WebhookDetails) =>
  put<void>(`/webhooks/${id}`, details);
export const removeWebhook = (id: string) => remove(`/webhooks/${id}`);
export const renewWebhookSecret = (id: string) => post<WebhookSecret>(`/webhooks/${id}/secret`);
export const testWebhook = (id: string) => post<WebhookAnswer>(`/webhooks/${id}/test`);
export const listDeliveries = (id: string, undelivered: boolean, after: string | null) =>
  request<{ items: Delivery[]; next: string | null }>(
    'GET',
    `${API}/webhooks/${id}/deliveries?undelivered=${undelivered}${after === null ? '' : `&after=${after}`}`,
  );
export const readDelivery = (webhook: string, id: string) =>
  request<DeliveryView>('GET', `${API}/webhooks/${webhook}/deliveries/${id}`);
export const replayDelivery = (webhook: string, id: string) =>
  post<void>(`/webhooks/${webhook}/deliveries/${id}/replay`);
export const replayWebhook = (id: string) => post<{ count: number }>(`/webhooks/${id}/replay`);

export const listTokens = () => all<ApiToken>('/api-tokens');
/** The only answer that tells the token. */
export const addToken = (asked: NewApiToken) => post<MadeApiToken>('/api-tokens', asked);
export const revokeToken = (id: string) => remove(`/api-tokens/${id}`);

export const listResults = () => all<Named>('/results');
export const addResult = (details: ResultDetails) => post<Named>('/results', details);
export const changeResult = (id: string, details: ResultDetails) =>
  put<Named>(`/results/${id}`, details);
export const removeResult = (id: string) => remove(`/results/${id}`);

export const listAwayReasons = () => all<AwayReason>('/away-reasons');
export const addAwayReason = (details: AwayReasonDetails) =>
  post<AwayReason>('/away-reasons', details);
export const changeAwayReason = (id: string, details: AwayReasonDetails) =>
  put<AwayReason>(`/away-reasons/${id}`, details);
export const removeAwayReason = (id: string) => remove(`/away-reasons/${id}`);

export const readSettings = () => request<CompanySettings>('GET', `${API}/settings`);
export const changeSettings = (settings: Partial<CompanySettings>) =>
  put<CompanySettings>('/settings', settings);

/** Empty: whatever it is. Days are those of the one who asks, the last one included. */
export interface AuditFilter {
  operator: string;
  area: string;
  from: string;
  until: string;
}

export function readAudit(filter: AuditFilter, after: string | null, limit: number) {
  const asked = new URLSearchParams({ limit: String(limit) });
  if (filter.operator) asked.set('operator', filter.operator);
  if (filter.area) asked.set('area', filter.area);
  if (filter.from) asked.set('from', midnight(filter.from, 0));
  if (filter.until) asked.set('until', midnight(filter.until, 1));
  if (after !== null) asked.set('after', after);
  return request<{ items: AuditEntry[]; next: string | null }>('GET', `${API}/audit?${asked}`);
}

function midnight(day: string, daysLater: number): string {
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}

async function all<Item>(path: string): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const from: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: { items: Item[]; next?: string | null } = await request(
      'GET',
      `${API}${path}?limit=${PAGE}${from}`,
    );
    items.push(...page.items);
    after = page.next ?? null;
  } while (after !== null);
  return items;
}

const post = <Answer>(path: string, body?: unknown) =>
  request<Answer>('POST', `${API}${path}`, body);
const put = <Answer>(path: string, body: unknown) => request<Answer>('PUT', `${API}${path}`, body);
const remove = (path: string) => request<void>('DELETE', `${API}${path}`);
