import { expect, test } from 'vitest';
import {
  DAY,
  fits,
  lengthOf,
  lengthWords,
  minutesOf,
  moved,
  readSegment,
  roomIn,
  stretchOf,
  timeOf,
  writeSegment,
} from './clock.ts';

const at = (hours: number, minutes = 0) => hours * 60 + minutes;

test('a time is read as people type it and written as a clock shows it', () => {
  expect(['7:30', ' 7.30 ', '7', '24:00', '0'].map(minutesOf)).toEqual([450, 450, 420, DAY, 0]);
  expect(['', '7:3', '25', '24:01', '7:60', 'noon', '-7'].map(minutesOf)).toEqual(
    Array(7).fill(null),
  );
  expect([0, 450, DAY, DAY + 360].map(timeOf)).toEqual(['0:00', '7:30', '24:00', '6:00']);
});

test('a stretch is read as people type it; what ends earlier ends the next day', () => {
  expect(stretchOf('7:30-20')).toEqual({ from: at(7, 30), to: at(20) });
  expect(stretchOf('7:30 – 20:00')).toEqual({ from: at(7, 30), to: at(20) });
  expect(stretchOf('od 7 do 20')).toEqual({ from: at(7), to: at(20) });
  expect(stretchOf('22-6')).toEqual({ from: at(22), to: at(30) });
  expect(stretchOf('0-24')).toEqual({ from: 0, to: DAY });
  expect(stretchOf('0-0')).toEqual({ from: 0, to: DAY });
  for (const wrong of ['', '7', '7-', '8-8', '24-8', '7-8-9', 'morning'])
    expect(stretchOf(wrong), wrong).toBeNull();
});

test('what the server keeps comes back the same', () => {
  for (const segment of [
    { from: '07:30', to: '20:00' },
    { from: '22:00', to: '06:00' },
    { from: '00:00', to: '24:00' },
  ])
    expect(writeSegment(readSegment(segment))).toEqual(segment);
});

test('stretches may touch but not overlap', () => {
  expect(
    fits([
      { from: at(12), to: at(20) },
      { from: at(8), to: at(12) },
    ]),
  ).toBe(true);
  expect(
    fits([
      { from: at(8), to: at(13) },
      { from: at(12), to: at(20) },
    ]),
  ).toBe(false);
});

test('a new stretch goes where there is room', () => {
  expect(roomIn([])).toEqual({ from: at(8), to: at(16) });
  expect(roomIn([{ from: at(8), to: at(12) }])).toEqual({ from: at(12, 30), to: DAY });
  expect(roomIn([{ from: at(8), to: DAY }])).toEqual({ from: 0, to: at(8) });
  expect(roomIn([{ from: 0, to: DAY }])).toBeNull();
});

test('an edge is moved up to its neighbour and no further', () => {
  const day = [
    { from: at(8), to: at(12) },
    { from: at(13), to: at(17) },
  ];
  expect(moved(day, 0, 'to', 15)).toEqual({ from: at(8), to: at(12, 15) });
  expect(moved(day, 0, 'to', 600)).toEqual({ from: at(8), to: at(13) });
  expect(moved(day, 0, 'from', 600)).toEqual({ from: at(11, 45), to: at(12) });
  expect(moved(day, 1, 'from', -600)).toEqual({ from: at(12), to: at(17) });
  expect(moved(day, 1, 'both', -90)).toEqual({ from: at(12), to: at(16) });
  expect(moved(day, 0, 'both', -900)).toEqual({ from: 0, to: at(4) });
  expect(moved([{ from: at(22), to: at(24) }], 0, 'to', 60)).toEqual({ from: at(22), to: at(25) });
});

test('the length of a day', () => {
  const day = [
    { from: at(7, 30), to: at(12) },
    { from: at(12, 30), to: at(20) },
  ];
  expect(lengthWords(lengthOf(day))).toBe('12 h');
  expect(lengthWords(at(10, 30))).toBe('10:30 h');
});
