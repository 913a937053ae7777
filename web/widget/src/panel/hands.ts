/** What can be done to a message and its files, from wherever they are drawn. */
import type { FileRules } from '../session/contract.ts';
import type { Said, ShownFile } from './thread.ts';

export interface Hands {
  /** Our server: addresses of files begin with it. */
  base: string;
  rules: FileRules;
  /** Another try, of a message or of a file. */
  retry: (id: string) => void;
  /** Takes a file out that has not been sent. */
  detach: (id: string) => void;
  enlarge: (file: ShownFile, pressed: EventTarget | null) => void;
  reply: (said: Said) => void;
}
