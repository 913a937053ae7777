/** Keeps a list that grows at its end, and lets go of it when its reader goes further up. */
export class Following {
  #placed = 0;

  /** `near`: this many pixels from the end still count as being there. */
  constructor(private readonly near: number) {}

  isAtEnd(box: HTMLElement): boolean {
    return box.scrollHeight - box.scrollTop - box.clientHeight < this.near;
  }

  toEnd(box: HTMLElement): void {
    box.scrollTop = box.scrollHeight;
    this.#placed = box.scrollTop;
  }

  /**
   * To the end, unless the reader has just left it: the browser tells of scrolling a frame later, and what comes in
   * between would pull the reader back.
   */
  follow(box: HTMLElement): void {
    const end = box.scrollHeight - box.clientHeight;
    if (box.scrollTop >= Math.min(this.#placed, end) - this.near) this.toEnd(box);
  }
}
