/** The server's words in TypeScript, made from the Rust types; this only gathers what the console uses. */
export type { Added } from './generated/Added';
export type { AwayReason } from './generated/AwayReason';
export type { Attachment } from './generated/Attachment';
export type { Author } from './generated/Author';
export type { Ban } from './generated/Ban';
export type { BanClient } from './generated/BanClient';
export type { ClientBan } from './generated/ClientBan';
export type { Candidate } from './generated/Candidate';
export type { Choice } from './generated/Choice';
export type { ClientCard } from './generated/ClientCard';
export type { ClientDetails } from './generated/ClientDetails';
export type { ClientName } from './generated/ClientName';
export type { ClientNote } from './generated/ClientNote';
export type { ConsoleFrame } from './generated/ConsoleFrame';
export type { ConsoleSays } from './generated/ConsoleSays';
export type { Conversation } from './generated/Conversation';
export type { ConversationView } from './generated/ConversationView';
export type { Draft } from './generated/Draft';
export type { End } from './generated/End';
export type { Entry } from './generated/Entry';
export type { EraseClient } from './generated/EraseClient';
export type { Erasure } from './generated/Erasure';
export type { Event } from './generated/Event';
export type { FileRules } from './generated/FileRules';
export type { FilterChoices } from './generated/FilterChoices';
export type { FoundClient } from './generated/FoundClient';
export type { FoundConversation } from './generated/FoundConversation';
export type { FoundFile } from './generated/FoundFile';
export type { FoundIn } from './generated/FoundIn';
export type { GoneWhy } from './generated/GoneWhy';
export type { Group } from './generated/Group';
export type { GroupTarget } from './generated/GroupTarget';
export type { HandOver } from './generated/HandOver';
export type { Invitation } from './generated/Invitation';
export type { KnownBy } from './generated/KnownBy';
export type { Likeness } from './generated/Likeness';
export type { LinkOwner } from './generated/LinkOwner';
export type { LinkUse } from './generated/LinkUse';
export type { LinkPreview } from './generated/LinkPreview';
export type { Me } from './generated/Me';
export type { MergeClients } from './generated/MergeClients';
export type { MergedClient } from './generated/MergedClient';
export type { OfflineRequest } from './generated/OfflineRequest';
export type { OpenRequests } from './generated/OpenRequests';
export type { Deed } from './generated/Deed';
export type { AnswerRequest } from './generated/AnswerRequest';
export type { Stage as RequestStage } from './generated/Stage';
export type { Means as RequestMeans } from './generated/Means';
export type { Named } from './generated/Named';
export type { NewMessage } from './generated/NewMessage';
export type { Operator } from './generated/Operator';
export type { OperatorTarget } from './generated/OperatorTarget';
export type { PageView } from './generated/PageView';
export type { PartClients } from './generated/PartClients';
export type { PastConversation } from './generated/PastConversation';
export type { Permission } from './generated/Permission';
export type { Quote } from './generated/Quote';
export type { Receipts } from './generated/Receipts';
export type { Redirect } from './generated/Redirect';
export type { SearchKind } from './generated/SearchKind';
export type { Seen } from './generated/Seen';
export type { SentFile } from './generated/SentFile';
export type { Session } from './generated/Session';
export type { SetUp } from './generated/SetUp';
export type { SetUpState } from './generated/SetUpState';
export type { Shown } from './generated/Shown';
export type { Side } from './generated/Side';
export type { SignIn } from './generated/SignIn';
export type { SnippetPiece } from './generated/SnippetPiece';
export type { Status } from './generated/Status';
export type { Tag } from './generated/Tag';
export type { Target } from './generated/Target';
export type { TargetId } from './generated/TargetId';
export type { Targets } from './generated/Targets';
export type { Template } from './generated/Template';
export type { TemplateDetails } from './generated/TemplateDetails';
export type { Whose } from './generated/Whose';
export type { Withdraw } from './generated/Withdraw';
export type { Workspace } from './generated/Workspace';

import type { FoundClient } from './generated/FoundClient';
import type { FoundConversation } from './generated/FoundConversation';
import type { FoundFile } from './generated/FoundFile';

/** One page of a list; `next` leads to the next one. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface SearchFound {
  conversations: Page<FoundConversation>;
  clients: Page<FoundClient>;
  files: Page<FoundFile>;
}
