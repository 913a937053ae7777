/** What can be done with a message of the thread. What is left out cannot be done here. */
import type { MessageEvent } from '@hovorna/shared/state';
import type { LinkPreviews } from './linkPreviews.ts';

export interface MessageDoer {
  reply?: (event: MessageEvent) => void;
  copy: (event: MessageEvent) => void;
  saveAsTemplate?: (event: MessageEvent) => void;
  /** What is behind its link, where the company lets the server look. */
  links?: { conversation: string; previews: LinkPreviews };
  /** To the message that is quoted. */
  jump: (seq: number) => void;
}
