/**
 * The few words of the launcher. They come from the same catalogues as all others, but straight from the
 * JSON: the bundler keeps only the named entries, where the compiled catalogue would bring its runtime.
 */
import * as en from '../../../shared/words/en.json';
import * as cs from '../../../shared/words/cs.json';

/** The page decides; where it says nothing we speak, the browser does. */
export const language =
  [document.documentElement.lang, ...navigator.languages]
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((it) => it === 'cs' || it === 'en') === 'cs'
    ? 'cs'
    : 'en';

const czech = language === 'cs';

export const m = {
  widget_launcher: czech ? cs.widget_launcher : en.widget_launcher,
  widget_launcher_close: czech ? cs.widget_launcher_close : en.widget_launcher_close,
  widget_launcher_offline: czech ? cs.widget_launcher_offline : en.widget_launcher_offline,
  widget_launcher_failed: czech ? cs.widget_launcher_failed : en.widget_launcher_failed,
  widget_unread: czech ? cs.widget_unread : en.widget_unread,
};
