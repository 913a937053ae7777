/** At the end of an exhaustive switch: a new variant in the contract becomes a compile error there. */
export function never(_variant: never): void {
  // A newer server may send what this page does not know yet; it is left alone.
}
