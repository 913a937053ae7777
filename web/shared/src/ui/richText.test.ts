import { expect, test } from 'vitest';
import { runsOf } from './richText.ts';

test('an address in a sentence becomes a link without the full stop', () => {
  expect(runsOf('See https://example.com/a?b=1. Thanks')).toEqual([
    { text: 'See ' },
    { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
    { text: '. Thanks' },
  ]);
});

test('a closing bracket of the sentence stays outside the link', () => {
  expect(runsOf('(www.example.com/x)')).toEqual([
    { text: '(' },
    { text: 'www.example.com/x', href: 'https://www.example.com/x' },
    { text: ')' },
  ]);
});

test('a bracket opened inside the address belongs to it', () => {
  expect(runsOf('https://example.com/a_(b)')[0]).toMatchObject({
    href: 'https://example.com/a_(b)',
  });
});

test('other schemes and markup stay text', () => {
  const text = 'javascript:alert(1) <b>data:text/html,x</b>';
  expect(runsOf(text)).toEqual([{ text }]);
});

test('nothing is lost between the runs', () => {
  const text = 'a https://x.cz, b\nhttp://y.cz! ';
  expect(
    runsOf(text)
      .map((run) => run.text)
      .join(''),
  ).toBe(text);
});
