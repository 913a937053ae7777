/** Every word people see, as typed functions: `m.console_accept()`. */
export { m } from './compiled/messages.js';
export { language, setLanguage, type Language } from './language.svelte.ts';
