import { expect, test } from 'vitest';
import { leaveBy, setGuard } from './leaving.ts';

function guarded(answer: boolean) {
  const told: string[] = [];
  const release = setGuard({
    ask: async () => {
      told.push('asked');
      return answer;
    },
    stay: () => told.push('stays'),
  });
  const leave = (worked: boolean) =>
    leaveBy(async () => {
      told.push('left');
      return worked;
    });
  return { told, release, leave };
}

test('who wants to stay is not signed out', async () => {
  const { told, release, leave } = guarded(false);
  await leave(true);
  release();
  expect(told).toEqual(['asked']);
});

test('who may go goes, and is guarded again when it did not come about', async () => {
  const { told, release, leave } = guarded(true);
  await leave(false);
  release();
  expect(told).toEqual(['asked', 'left', 'stays']);
});

test('without a guard nobody is asked', async () => {
  const { told, release, leave } = guarded(false);
  release();
  await leave(true);
  expect(told).toEqual(['left']);
});
