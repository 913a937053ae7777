/** Passwords to hand over by hand: long enough, and without letters that are read as one another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

export function newPassword(): string {
  return Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, randomLetter).join(''),
  ).join('-');
}

function randomLetter(): string {
  // Bytes beyond the last whole multiple would make some letters more frequent.
  const limit = 256 - (256 % LETTERS.length);
  const byte = new Uint8Array(1);
  do crypto.getRandomValues(byte);
  while (byte[0]! >= limit);
  return LETTERS[byte[0]! % LETTERS.length]!;
}
