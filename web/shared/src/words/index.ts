/** Every word people see, as typed functions to call. */
export { m } from './compiled/messages.js';
export { language, setLanguage, type Language } from './language.svelte.ts';
