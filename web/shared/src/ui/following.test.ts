import { expect, test } from 'vitest';
import { Following } from './following.ts';

/** A box 100 px high that clamps its position as the browser does. */
function box(height: number) {
  let top = 0;
  return {
    scrollHeight: height,
    clientHeight: 100,
    get scrollTop() {
      return Math.min(top, this.scrollHeight - this.clientHeight);
    },
    set scrollTop(to: number) {
      top = Math.min(to, this.scrollHeight - this.clientHeight);
    },
  } as HTMLElement & { scrollHeight: number };
}

test('a reader at the end moves with it, however much is added at once', () => {
  const it = box(150);
  const following = new Following(20);
  following.follow(it);
  it.scrollHeight = 1000;
  following.follow(it);
  expect(it.scrollTop).toBe(900);
  expect(following.isAtEnd(it)).toBe(true);
});

test('a reader who has gone up is not pulled back by what comes before the browser has told of it', () => {
  const it = box(1000);
  const following = new Following(20);
  following.follow(it);
  it.scrollTop = 300;
  it.scrollHeight = 1040;
  following.follow(it);
  expect(it.scrollTop).toBe(300);
  expect(following.isAtEnd(it)).toBe(false);
});

test('a list that got shorter has not moved its reader away from the end', () => {
  const it = box(1000);
  const following = new Following(20);
  following.follow(it);
  it.scrollHeight = 600;
  following.follow(it);
  it.scrollHeight = 900;
  following.follow(it);
  expect(it.scrollTop).toBe(800);
});
