/** Dragging over an empty part of a day draws a new stretch. */
import { DAY, STEP, type Stretch } from './clock.ts';

interface Paper {
  line: () => HTMLElement | undefined;
  /** What is there already. */
  taken: () => readonly Stretch[];
  drawn: (stretch: Stretch) => void;
}

export function drawing({ line, taken, drawn }: Paper) {
  let start: number | null = null;
  let ghost: Stretch | null = $state.raw(null);

  function minuteAt(event: PointerEvent): number {
    const box = line()!.getBoundingClientRect();
    const minute = ((event.clientX - box.left) / box.width) * DAY;
    return Math.min(Math.max(Math.round(minute / STEP) * STEP, 0), DAY);
  }

  /** Between where it began and where the pointer is, as far as nothing else lies there. */
  function between(a: number, b: number): Stretch | null {
    const before = taken().filter((it) => it.to <= a);
    const after = taken().filter((it) => it.from >= a);
    const from = Math.max(Math.min(a, b), ...before.map((it) => it.to), 0);
    const to = Math.min(Math.max(a, b), ...after.map((it) => it.from), DAY);
    return to - from >= STEP ? { from, to } : null;
  }

  const handlers = {
    onpointerdown(event: PointerEvent) {
      // A finger scrolls the page; there is a button for a new stretch.
      if (event.button !== 0 || event.pointerType === 'touch' || event.target !== line()) return;
      start = minuteAt(event);
      line()!.setPointerCapture(event.pointerId);
    },
    onpointermove(event: PointerEvent) {
      if (start !== null) ghost = between(start, minuteAt(event));
    },
    onpointerup() {
      if (start !== null && ghost !== null) drawn(ghost);
      start = ghost = null;
    },
    onpointercancel() {
      start = ghost = null;
    },
  };

  return {
    handlers,
    /** What is being drawn. */
    get ghost() {
      return ghost;
    },
  };
}
