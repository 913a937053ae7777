/** A hand of common emoji, each one character of text. Screen readers know their names. */
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
