/**
 * The desk's sounds, made here rather than played from files: a soft knock for a new client, a
 * short tick for a message. A browser that blocks sound until the first click is found out and
 * said, because an operator who hears nothing must know it.
 */
export type SoundSetting = 'on' | 'once' | 'off';

const KEY = 'hovorna.sounds';
const VOLUME_KEY = 'hovorna.volume';
/** In hundredths of the loudest. */
const VOLUME = 70;
/** Several clients at once are one knock. */
const KNOCK_GAP_MS = 4000;
/** Every context begins suspended: only one that still is after this is held back by the browser. */
const SETTLED_MS = 300;
/**
 * A press that is over: a finger counts for browsers once it is lifted, and the button that allows sound must still be
 * there when it is let go.
 */
const GESTURES = ['pointerup', 'keyup'] as const;

interface Note {
  /** Hertz. */
  frequency: number;
  /** Seconds from the beginning, and how long. */
  at: number;
  length: number;
  /** Of the loudest, 0 to 1. */
  volume: number;
}

const KNOCK: readonly Note[] = [
  { frequency: 392, at: 0, length: 0.09, volume: 0.22 },
  { frequency: 523, at: 0.09, length: 0.09, volume: 0.18 },
];
const TICK: readonly Note[] = [{ frequency: 880, at: 0, length: 0.05, volume: 0.1 }];

export class Sounds {
  setting: SoundSetting = $state(read());
  volume: number = $state(readVolume());
  isBlocked = $state(false);
  #context: AudioContext | null = null;
  #knockedAt = 0;

  /** Finds out whether the browser lets us play; again after each click until it does. */
  start(): () => void {
    this.#context = new AudioContext();
    this.#context.onstatechange = () => this.#look();
    const settled = setTimeout(() => this.#look(), SETTLED_MS);
    const wake = () => void this.#context?.resume();
    for (const gesture of GESTURES) addEventListener(gesture, wake, true);
    return () => {
      clearTimeout(settled);
      for (const gesture of GESTURES) removeEventListener(gesture, wake, true);
      void this.#context?.close();
      this.#context = null;
    };
  }

  set(setting: SoundSetting): void {
    this.setting = setting;
    localStorage.setItem(KEY, setting);
    if (setting !== 'off') void this.allow().then(() => this.knock());
  }

  setVolume(volume: number): void {
    this.volume = Math.min(100, Math.max(0, Math.round(volume)));
    localStorage.setItem(VOLUME_KEY, String(this.volume));
  }

  /** The knock as it would sound now, whatever the setting. Called from a click. */
  async test(): Promise<void> {
    await this.allow();
    this.#sound(KNOCK);
  }

  /** Called from a click, which is what browsers ask for. */
  async allow(): Promise<void> {
    await this.#context?.resume();
    this.#look();
  }

  /** A client came, or still waits. */
  knock(): void {
    // What nobody could hear was no knock: the next one must not wait for it.
    if (this.isBlocked || Date.now() - this.#knockedAt < KNOCK_GAP_MS) return;
    this.#knockedAt = Date.now();
    this.#play(KNOCK);
  }

  /** A client wrote in a conversation that is not on the screen. */
  tick(): void {
    this.#play(TICK);
  }

  #play(notes: readonly Note[]): void {
    if (this.setting !== 'off') this.#sound(notes);
  }

  #sound(notes: readonly Note[]): void {
    const context = this.#context;
    if (context === null || context.state !== 'running' || this.volume === 0) return;
    // What is heard as half as loud is a quarter of the power; at the volume everybody begins with nothing is changed.
    const louder = (this.volume / VOLUME) ** 2;
    for (const { frequency, at, length, volume } of notes) {
      const tone = context.createOscillator();
      const level = context.createGain();
      const start = context.currentTime + at;
      tone.type = 'triangle';
      tone.frequency.value = frequency;
      level.gain.setValueAtTime(0, start);
      level.gain.linearRampToValueAtTime(volume * louder, start + 0.008);
      level.gain.exponentialRampToValueAtTime(0.001, start + length);
      tone.connect(level).connect(context.destination);
      tone.start(start);
      tone.stop(start + length);
    }
  }

  #look(): void {
    this.isBlocked = this.#context?.state === 'suspended';
  }
}

function readVolume(): number {
  const stored = Number(localStorage.getItem(VOLUME_KEY) ?? VOLUME);
  return Number.isFinite(stored) ? Math.min(100, Math.max(0, stored)) : VOLUME;
}

function read(): SoundSetting {
  const stored = localStorage.getItem(KEY);
  return stored === 'once' || stored === 'off' ? stored : 'on';
}
