/** What can be done with a message of the thread. What is left out cannot be done here. */
import type { MessageEvent } from '@hovorna/shared/state';
import type { LinkPreviews } from './linkPreviews.ts';

export interface MessageDoer {
  reply?: (event: MessageEvent) => void;
  copy: (event: MessageEvent) => void;
  saveAsTemplate?: (event: MessageEvent) => void;
  /** What is behind its link, where the company lets the server look. */
  links?: { conversation: string; previews: LinkPreviews };
  /** Puts a sign to what the client said, where the channel takes signs; an empty list is any. */
  react?: { signs: readonly string[]; put: (event: MessageEvent, emoji: string | null) => void };
  /** What did not get to the client, or perhaps not, goes out again, where the messenger would take it now. */
  sendAgain?: {
    goes: (event: MessageEvent) => boolean;
    run: (event: MessageEvent) => Promise<boolean>;
  };
  /** What could not be fetched from the messenger is asked for anew. */
  fetchAgain?: (media: string) => Promise<boolean>;
  /** To the message that is quoted. */
  jump: (seq: number) => void;
}
