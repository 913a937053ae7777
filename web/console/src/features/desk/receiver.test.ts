import { expect, test, vi } from 'vitest';
import { Receiver } from './receiver.ts';

test('each step forward is reported once, and never a step back', () => {
  const report = vi.fn();
  const receiver = new Receiver(report);
  receiver.known('a', 3, { delivered: 3, read: 2 });
  receiver.reached('a', 3);
  receiver.reached('a', 5);
  receiver.read('a', 4);
  receiver.read('a', 4);
  expect(report.mock.calls).toEqual([
    ['a', { delivered: 5, read: 2 }],
    ['a', { delivered: 5, read: 4 }],
  ]);
});

test('what is read is delivered too', () => {
  const report = vi.fn();
  new Receiver(report).read('a', 7);
  expect(report).toHaveBeenCalledWith('a', { delivered: 7, read: 7 });
});

test('messages that were there before are not announced', () => {
  const receiver = new Receiver(() => undefined);
  receiver.known('a', 3, { delivered: 0, read: 0 });
  expect(receiver.announced('a', 5)).toBe(3);
  expect(receiver.announced('a', 6)).toBe(5);
});
