// The page that is shown while the server cannot be reached: in the chosen language and theme, and gone by itself.
(() => {
  const AGAIN_MS = 3000;
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

  const look = async () => {
    try {
      const answer = await fetch('/health/ready', { cache: 'no-store' });
      if (answer.ok) location.reload();
    } catch {
      // Still away.
    }
  };
  setInterval(look, AGAIN_MS);
  addEventListener('online', look);
  for (const button of document.querySelectorAll('button')) button.addEventListener('click', look);
})();
