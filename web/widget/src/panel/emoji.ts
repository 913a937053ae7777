/**
 * A hand of common emoji, each one character of text; screen readers know their names. Loaded at the first
 * use, and made by hand: a hundred buttons alike that never change need no framework, and a file that shares
 * nothing with the panel splits nothing off it.
 */
export const EMOJI = [
  ...'😀😄😁😅😂🙂😉😊😍😘🤗🤔😐🙄😌😔😕😢😭😳😱😡😴🤒🤷🤦🙈👍👎👌👏🙏🤝💪👋✋👀💡🔥✨🎉🎁🎂❤💔💚⭐☀🌧❄🌈🌸🌳🐶🐱☕🍕🍎🍰🥂🏠🏢🚗🚲🚌🚆📞📱💻🖨📷📄📎📦📅⏰⌛📍🔑🔒🔧💧⚡💰💳🛒✅❌❗❓➕➡⬆⬇🔄🆗🆘♻🚫⚠',
];

/** In how many columns they stand: the arrow keys go by it. */
const COLUMNS = 8;

/** Where a key leads from the emoji at this place; undefined: it leads nowhere. */
export function placeAfter(key: string, at: number): number | undefined {
  const last = EMOJI.length - 1;
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - COLUMNS,
    ArrowDown: at + COLUMNS,
    Home: 0,
    End: last,
  }[key];
  return to === undefined || to < 0 || to > last ? undefined : to;
}

/** Fills the toolbar and takes the focus there. Tab reaches one of them, the arrow keys lead to the others. */
export function fill(
  toolbar: HTMLElement,
  onchoose: (emoji: string) => void,
  onclose: () => void,
): void {
  let current = 0;
  const buttons = EMOJI.map((emoji, index) => {
    const button = document.createElement('button');
    button.textContent = emoji;
    button.tabIndex = -1;
    button.onclick = () => {
      go(index);
      onchoose(emoji);
    };
    return button;
  });

  function go(to: number): void {
    buttons[current]!.tabIndex = -1;
    current = to;
    buttons[to]!.tabIndex = 0;
    buttons[to]!.focus();
  }

  toolbar.onkeydown = (event) => {
    const to = placeAfter(event.key, current);
    if (to !== undefined) go(to);
    else if (event.key === 'Escape') onclose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  toolbar.append(...buttons);
  go(0);
}
