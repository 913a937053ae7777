/** Origins as people write them: `https://Example.com/` is `https://example.com`, a path is a mistake. */
export function originOf(line: string): string | null {
  const url = URL.parse(line.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
    return null;
  return url.origin;
}
