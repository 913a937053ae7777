/** The tab's icon with a count on it: who works in another tab sees that somebody waits. */
const ICON = '/icon.svg';
/** Browsers draw it at 16 to 32; twice that stays sharp. */
const SIZE = 64;
const BADGE = '#d3372f';

/** Only the newest count is drawn, however long the icon takes to load. */
let wanted = 0;

export async function countInIcon(count: number): Promise<void> {
  wanted = count;
  if (count === 0) return setIcon(ICON);
  const icon = new Image(SIZE, SIZE);
  icon.src = ICON;
  const isThere = await icon.decode().then(
    () => true,
    () => false,
  );
  if (isThere && wanted === count) setIcon(drawn(icon, count > 99 ? '99' : String(count)));
}

function drawn(icon: CanvasImageSource, text: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const brush = canvas.getContext('2d');
  if (brush === null) return ICON;
  brush.drawImage(icon, 0, 0, SIZE, SIZE);
  const radius = SIZE * 0.33;
  const [x, y] = [SIZE - radius, SIZE - radius];
  brush.fillStyle = BADGE;
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.fill();
  brush.fillStyle = '#fff';
  brush.font = `bold ${text.length > 1 ? 26 : 34}px sans-serif`;
  brush.textAlign = 'center';
  brush.textBaseline = 'middle';
  brush.fillText(text, x, y + 2);
  return canvas.toDataURL('image/png');
}

function setIcon(address: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null || link.getAttribute('href') === address) return;
  link.type = address === ICON ? 'image/svg+xml' : 'image/png';
  link.href = address;
}
