/** What happens to what is shown, as pure functions: (state, news) -> state. No page, no clock. */
export { blockOf, takes, type Block } from './capacity.ts';
export {
  channelOf,
  fileForChannel,
  isConnected,
  mayReact,
  messagesOf,
  windowOf,
  type ChannelFileRefusal,
  type ConnectedChannel,
  type FileSort,
  type ReplyWindow,
} from './channel.ts';
export {
  filledPieces,
  PLACE_MOST,
  placesIn,
  placeWrong,
  type FilledPiece,
  type PlaceWrong,
} from './approved.ts';
export { fatesOf, type Fate, type Reaction } from './fates.ts';
export { invitationFor, isInTalk, targetId } from './colleagues.ts';
export { applyToView, isAnotherClient, lastSeq, withClientOf, withOlder } from './conversation.ts';
export {
  acceptOf,
  badgeOf,
  fileRefusal,
  fitted,
  lookOf,
  MOST_FILES,
  type ChosenFile,
  type FileRefusal,
  type Look,
} from './files.ts';
export { isOfferedTo } from './offers.ts';
export { never } from './never.ts';
export { byPlace } from './queue.ts';
export { fillSlots, type Slots } from './slots.ts';
export {
  filledIn,
  holesIn,
  inLanguage,
  isMadeOf,
  matching,
  openingAt,
  piecesOf,
  PLACEHOLDERS,
  plain,
  shortcutOf,
  unknownPlaceholders,
  type Known,
  type Opening,
  type Piece,
} from './templates.ts';
export {
  isNew,
  reachOf,
  threadOf,
  type LineEvent,
  type MessageEvent,
  type ThreadItem,
  type Tick,
} from './thread.ts';
export { arrange, FAREWELL_MS, type WaitingList, type WaitingRow } from './waiting.ts';
export { firstWords, operatorOf, wordsOf } from './row.ts';
export {
  applyToWorkspace,
  fromSnapshot,
  rowOf,
  type Gone,
  type WorkspaceState,
} from './workspace.ts';
