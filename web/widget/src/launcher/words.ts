/**
 * The few words of the launcher. They come from the same catalogues as all others, but straight from the
 * JSON and each under a name of its own: the bundler keeps only these, and shortens the names.
 */
import * as en from '../../../shared/words/en.json';
import * as cs from '../../../shared/words/cs.json';

/** The page decides; where it says nothing we speak, the browser does. */
export const language = ([document.documentElement.lang, ...navigator.languages]
  .map((tag) => tag.slice(0, 2).toLowerCase())
  .find((it) => it === 'cs' || it === 'en') ?? 'en') as 'en' | 'cs';

const czech = language === 'cs';

export const LABEL = czech ? cs.widget_launcher : en.widget_launcher;
export const CLOSE = czech ? cs.widget_launcher_close : en.widget_launcher_close;
export const OFFLINE = czech ? cs.widget_launcher_offline : en.widget_launcher_offline;
export const FAILED = czech ? cs.widget_launcher_failed : en.widget_launcher_failed;
export const UNREAD = czech ? cs.widget_unread : en.widget_unread;
