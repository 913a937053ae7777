/** When somebody is there again, as people say it: a time today, a day of this week, else a date. */
export function opensWords(opensAt: string, language: string, now: number = Date.now()): string {
  const at = new Date(opensAt);
  const time: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
  const day: Intl.DateTimeFormatOptions =
    at.toDateString() === new Date(now).toDateString()
      ? {}
      : at.getTime() - now < 6 * 86_400_000
        ? { weekday: 'long' }
        : { day: 'numeric', month: 'long' };
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...day,
    ...time,
  }).format(at);
}
