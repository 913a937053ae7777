/**
 * How a client who looks elsewhere learns that somebody wrote: one soft sound and a count in the tab's title.
 * The sound is made here, not fetched: the page's policy may allow no media.
 */
import type { Store } from './store.ts';

/** Tabs that hear the same message within this time make one sound. */
const ONE_SOUND_MS = 1_500;

export class Notice {
  #title: string | null = null;
  #audio: AudioContext | undefined;
  readonly #store: Store;
  readonly #key: string;

  constructor(store: Store, widget: string) {
    this.#store = store;
    this.#key = `hovorna:${widget}:quiet`;
  }

  get quiet(): boolean {
    return this.#store.get(this.#key) !== null;
  }

  set quiet(quiet: boolean) {
    if (quiet) this.#store.set(this.#key, '1');
    else this.#store.remove(this.#key);
  }

  ding(): void {
    if (this.quiet) return;
    if (!navigator.locks) return this.#sound();
    void navigator.locks.request(this.#key, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      this.#sound();
      await new Promise((done) => setTimeout(done, ONE_SOUND_MS));
    });
  }

  /** Puts the count before the page's title while the page is not looked at, and takes it away again. */
  count(unread: number): void {
    if (unread > 0 && document.hidden) {
      this.#title ??= document.title;
      document.title = `(${unread}) ${this.#title}`;
    } else if (this.#title !== null) {
      document.title = this.#title;
      this.#title = null;
    }
  }

  #sound(): void {
    try {
      const audio = (this.#audio ??= new AudioContext());
      void audio.resume();
      const volume = audio.createGain();
      volume.connect(audio.destination);
      volume.gain.setValueAtTime(0.0001, audio.currentTime);
      volume.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.5);
      for (const [hertz, after] of [
        [660, 0],
        [880, 0.09],
      ] as const) {
        const tone = audio.createOscillator();
        tone.frequency.value = hertz;
        tone.connect(volume);
        tone.start(audio.currentTime + after);
        tone.stop(audio.currentTime + 0.55);
      }
    } catch {
      // No sound device, or the browser wants a click first: the count shows it anyway.
    }
  }
}
