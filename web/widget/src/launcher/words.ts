/**
 * The few words of the launcher. They come from the same catalogues as all others, but straight from the
 * JSON: the bundler keeps only the named entries, where the compiled catalogue would bring its runtime.
 */
import {
  widget_launcher as enLauncher,
  widget_launcher_close as enClose,
  widget_launcher_offline as enOffline,
  widget_launcher_failed as enFailed,
  widget_unread as enUnread,
} from '../../../shared/words/en.json';
import {
  widget_launcher as csLauncher,
  widget_launcher_close as csClose,
  widget_launcher_offline as csOffline,
  widget_launcher_failed as csFailed,
  widget_unread as csUnread,
} from '../../../shared/words/cs.json';

/** The page decides; where it says nothing we speak, the browser does. */
export const language =
  [document.documentElement.lang, ...navigator.languages]
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((it) => it === 'cs' || it === 'en') === 'cs'
    ? 'cs'
    : 'en';

const cs = language === 'cs';

export const m = {
  widget_launcher: cs ? csLauncher : enLauncher,
  widget_launcher_close: cs ? csClose : enClose,
  widget_launcher_offline: cs ? csOffline : enOffline,
  widget_launcher_failed: cs ? csFailed : enFailed,
  widget_unread: cs ? csUnread : enUnread,
};
