/** `G` and then a letter goes to a page. What was begun lapses by itself, so that a G of long ago means nothing. */
const LAPSE_MS = 1500;

class Going {
  /** G was pressed: the next letter names a page and is no command of its own. */
  isBegun = $state(false);
  #lapse: ReturnType<typeof setTimeout> | undefined;

  begin(): void {
    this.end();
    this.isBegun = true;
    this.#lapse = setTimeout(() => this.end(), LAPSE_MS);
  }

  end(): void {
    clearTimeout(this.#lapse);
    this.isBegun = false;
  }
}

/** There is one keyboard. */
export const going = new Going();
