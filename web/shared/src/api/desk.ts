/** Everything an operator can ask of the server, by what it is for. */
import type {
  Added,
  AnswerRequest,
  Ban,
  BanClient,
  BeginByTemplate,
  Begun,
  Candidate,
  ChannelTemplates,
  ClientDetails,
  Conversation,
  ConversationView,
  Draft,
  End,
  Entry,
  EraseClient,
  Erasure,
  Event,
  FilterChoices,
  HandOver,
  LinkOwner,
  LinkPreview,
  LinkUse,
  MergeClients,
  NewMessage,
  OfflineRequest,
  Page,
  PartClients,
  React,
  Redirect,
  RequestStage,
  SearchFound,
  SearchKind,
  SendTemplate,
  Session,
  SetUp,
  SetUpState,
  SignIn,
  Status,
  TargetId,
  Targets,
  Template,
  TemplateDetails,
  Withdraw,
  Workspace,
} from '../contract.ts';
import type { ConversationRouting } from '../generated/ConversationRouting.ts';
import { request } from './http.ts';

const API = '/api/v1';
const conversation = (id: string, rest = '') => `${API}/conversations/${id}${rest}`;

export const setUpState = () => request<SetUpState>('GET', `${API}/setup`);
export const setUp = (body: SetUp) => request<Session>('POST', `${API}/setup`, body);

export const session = () => request<Session>('GET', `${API}/session`);
export const signIn = (body: SignIn) => request<Session>('POST', `${API}/session`, body);
export const signOut = () => request<void>('DELETE', `${API}/session`);

/** Wrapped up after a conversation: clients are offered again. */
export const endWrapUp = () => request<void>('DELETE', `${API}/me/wrap-up`);

/** Clients of these entries are not offered to me, those of all others are. */
export const switchEntries = (off: readonly Entry[]) =>
  request<void>('PUT', `${API}/me/entries`, { off });

/** The answer is the same whether there is such a user or not. */
export const askReset = (email: string) =>
  request<void>('POST', `${API}/password-resets`, { email });
export const lookAtLink = (token: string) =>
  request<LinkOwner>('POST', `${API}/access-links/look`, { token });
export const useLink = (body: LinkUse) => request<void>('POST', `${API}/access-links/use`, body);

export const setStatus = (status: Status, reason?: string) =>
  request<void>('PUT', `${API}/me/status`, { status, reason });

export const workspace = () => request<Workspace>('GET', `${API}/workspace`);
export const view = (id: string) => request<ConversationView>('GET', conversation(id));
export const eventsBefore = (id: string, before: number) =>
  request<{ items: Event[]; next: string | number | null }>(
    'GET',
    conversation(id, `/events?before=${before}&limit=100`),
  );
export const routing = (id: string) =>
  request<ConversationRouting>('GET', conversation(id, '/routing'));
export const targets = (id: string) => request<Targets>('GET', conversation(id, '/targets'));

/** Words in what may be opened; of one kind, a further page. */
export const search = (
  words: string,
  filters: Record<string, string> = {},
  page?: { kind: SearchKind; after: string },
) => {
  const query = new URLSearchParams({ ...filters, q: words, ...page });
  return request<SearchFound>('GET', `${API}/search?${query.toString()}`);
};

/** All that the filters let through, newest first; `after`: from there. */
export const conversations = (filters: Record<string, string>) =>
  request<Page<Conversation>>(
    'GET',
    `${API}/conversations?${new URLSearchParams(filters).toString()}`,
  );
export const filterChoices = () => request<FilterChoices>('GET', `${API}/filter-choices`);
const offline = (id: string, rest = '') => `${API}/offline-requests/${id}${rest}`;
/** One page: of what is open or taken those who wait longest come first, else the newest. */
export const offlineRequests = (which: { stage?: RequestStage; client?: string; after?: string }) =>
  request<{ items: OfflineRequest[]; next?: string | null }>(
    'GET',
    `${API}/offline-requests?${new URLSearchParams(which).toString()}`,
  );
export const offlineRequest = (id: string) => request<OfflineRequest>('GET', offline(id));
export const takeRequest = (id: string) => request<OfflineRequest>('POST', offline(id, '/take'));
export const releaseRequest = (id: string) =>
  request<OfflineRequest>('POST', offline(id, '/release'));
export const answerRequest = (id: string, body: AnswerRequest) =>
  request<OfflineRequest>('POST', offline(id, '/answer'), body);
export const closeRequest = (id: string) => request<OfflineRequest>('POST', offline(id, '/close'));
export const reopenRequest = (id: string) =>
  request<OfflineRequest>('POST', offline(id, '/reopen'));

export const accept = (id: string) => request<Conversation>('POST', conversation(id, '/accept'));
export const redirect = (id: string, body: Redirect) =>
  request<Conversation>('POST', conversation(id, '/redirect'), body);
export const invite = (id: string, body: Redirect) =>
  request<Conversation>('POST', conversation(id, '/invite'), body);
export const join = (id: string) => request<Conversation>('POST', conversation(id, '/join'));
export const decline = (id: string) => request<void>('POST', conversation(id, '/decline'));
export const withdraw = (id: string, target: TargetId) =>
  request<Conversation>('POST', conversation(id, '/withdraw'), { target } satisfies Withdraw);
export const leave = (id: string) => request<void>('POST', conversation(id, '/leave'));
export const handOver = (id: string, operator: string) =>
  request<Conversation>('POST', conversation(id, '/hand-over'), { operator } satisfies HandOver);
export const end = (id: string, body: End) =>
  request<Conversation>('POST', conversation(id, '/end'), body);

export const say = (id: string, message: NewMessage) =>
  request<Added>('POST', conversation(id, '/messages'), message);
/** Where the bytes of a file go that a message is to carry. */
export const fileAddress = (id: string, file: string, name: string) =>
  conversation(id, `/files/${file}?name=${encodeURIComponent(name)}`);
/** What is behind the link of a message; undefined: nothing to show. */
export const link = (id: string, seq: number) =>
  request<LinkPreview | undefined>('GET', conversation(id, `/messages/${seq}/link`));
export const keepDraft = (id: string, draft: Draft) =>
  // Also while the page is being closed.
  request<void>('PUT', conversation(id, '/draft'), draft, { keepalive: true });
/** Of a conversation through an outside messenger: what failed, or may have, goes out again. */
export const sendAgain = (id: string, seq: number) =>
  request<void>('POST', conversation(id, `/messages/${seq}/send-again`));
export const react = (id: string, reaction: React) =>
  request<void>('POST', conversation(id, '/reactions'), reaction);
export const fetchAgain = (id: string, file: string) =>
  request<void>('POST', conversation(id, `/media/${file}/fetch-again`));
export const sendTemplate = (id: string, template: SendTemplate) =>
  request<Added>('POST', conversation(id, '/template'), template);
export const approvedTemplates = (channel: string) =>
  request<ChannelTemplates>('GET', `${API}/channels/${channel}/templates`);
export const beginByTemplate = (channel: string, body: BeginByTemplate) =>
  request<Begun>('POST', `${API}/channels/${channel}/conversations`, body);
export const note = (id: string, message: { id: string; text: string }) =>
  request<Added>('POST', conversation(id, '/notes'), message);
export const noteClient = (id: string, message: { id: string; text: string }) =>
  request<Added>('POST', conversation(id, '/client-notes'), message);

/** Who looks like the same client, or who has these words in name, number or address. */
export const mergeCandidates = (id: string, search = '') =>
  request<{ items: Candidate[] }>(
    'GET',
    conversation(
      id,
      `/client/candidates${search === '' ? '' : `?search=${encodeURIComponent(search)}`}`,
    ),
  );
export const mergeClient = (id: string, body: MergeClients) =>
  request<Conversation>('POST', conversation(id, '/client/merge'), body);
export const partClient = (id: string, merge: string) =>
  request<Conversation>('POST', conversation(id, '/client/part'), { merge } satisfies PartClients);

/** What goes when the client is erased. */
export const clientErasure = (id: string) =>
  request<Erasure>('GET', conversation(id, '/client/erasure'));
export const eraseClient = (id: string, confirm: string) =>
  request<void>('POST', conversation(id, '/client/erasure'), { confirm } satisfies EraseClient);
/** Where everything known of the client is. */
export const clientExportAddress = (id: string) => conversation(id, '/client/export');
/** The talk as a mail, when it is over; to an address that has it no second time. */
export const sendTranscript = (id: string, email: string) =>
  request<Conversation>('POST', conversation(id, '/transcript'), { email });

export const banClient = (id: string, body: BanClient) =>
  request<Conversation>('POST', conversation(id, '/ban'), body);
export const liftBan = (id: string) => request<Ban>('POST', `${API}/bans/${id}/lift`);
export const restoreBan = (id: string) => request<Ban>('POST', `${API}/bans/${id}/restore`);
/** One page, newest first: of those that hold, or of those that are over. */
export const bans = (over: boolean, after: string | null) =>
  request<Page<Ban>>('GET', `${API}/bans?over=${over}${after === null ? '' : `&after=${after}`}`);

export const templates = () => request<{ items: Template[] }>('GET', `${API}/templates`);
export const addTemplate = (details: TemplateDetails) =>
  request<Template>('POST', `${API}/templates`, details);
export const changeTemplate = (id: string, details: TemplateDetails) =>
  request<Template>('PUT', `${API}/templates/${id}`, details);
export const removeTemplate = (id: string) => request<void>('DELETE', `${API}/templates/${id}`);

export const setTags = (id: string, tags: string[]) =>
  request<Conversation>('PUT', conversation(id, '/tags'), { tags });
export const changeClient = (id: string, details: Partial<ClientDetails>) =>
  request<Conversation>('PATCH', conversation(id, '/client'), details);
