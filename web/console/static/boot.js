// Before the first paint, so that a chosen theme or language never flashes. A file of its own and
// not inline, because the page's content security policy allows no other inline script.
(() => {
  const root = document.documentElement;
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const theme = stored('hovorna.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const language = stored('hovorna.language') ?? navigator.language.slice(0, 2);
  root.lang = language === 'cs' ? 'cs' : 'en';
})();
