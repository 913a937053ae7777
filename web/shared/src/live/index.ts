/** The live line to the server and the letters on their way to it. */
export { Line, type LineStatus } from './line.ts';
export { Outbox, type Letter, type LetterStatus } from './outbox.ts';
