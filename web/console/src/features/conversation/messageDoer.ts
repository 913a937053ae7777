/** What can be done with a message of the thread. What is left out cannot be done here. */
import type { MessageEvent } from '@hovorna/shared/state';

export interface MessageDoer {
  reply?: (event: MessageEvent) => void;
  copy: (event: MessageEvent) => void;
  saveAsTemplate?: (event: MessageEvent) => void;
  /** To the message that is quoted. */
  jump: (seq: number) => void;
}
