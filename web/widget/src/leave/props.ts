/** What the panel hands over. */
import type { Host } from '../host.ts';
import type { Session } from '../session/session.ts';

export interface LeaveProps {
  host: Host;
  session: Session;
  /** The conversation in which the client waits; leaving a message leaves the queue. */
  waits: string | false | undefined;
  /** Back to the queue, where the client waits. */
  onback: () => void;
  /** It was left: the panel may begin anew. */
  onleft: () => void;
  onclose: () => void;
}
