/** Offline requests in words. */
import type { Deed, OfflineRequest, RequestStage } from '@hovorna/shared/contract';
import { m } from '@hovorna/shared/words';

export const STAGES: readonly RequestStage[] = ['open', 'taken', 'answered', 'closed'];

export function stageName(stage: RequestStage): string {
  switch (stage) {
    case 'open':
      return m.console_requests_open();
    case 'taken':
      return m.console_requests_taken();
    case 'answered':
      return m.console_requests_answered();
    case 'closed':
      return m.console_requests_closed();
  }
}

/** Whom it is from, by the first thing that is known. */
export function whoLeft(request: OfflineRequest): string {
  return request.name ?? request.email ?? request.phone ?? m.console_request_somebody();
}

export function deedWords(deed: Deed): string {
  const { name } = deed.by;
  switch (deed.kind) {
    case 'taken':
      return m.console_request_did_take({ name });
    case 'released':
      return m.console_request_did_release({ name });
    case 'answered':
      return deed.means === 'call'
        ? m.console_request_did_call({ name })
        : m.console_request_did_write({ name });
    case 'closed':
      return m.console_request_did_close({ name });
    case 'reopened':
      return m.console_request_did_reopen({ name });
  }
}
