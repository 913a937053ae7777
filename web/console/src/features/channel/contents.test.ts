import { expect, test } from 'vitest';
import { linePrice, mapAddress, priceWords, totalOf } from './contents.ts';

const item = (price: string | null, currency: string | null = 'EUR', quantity = '1') => ({
  ...{ product: 'A1', quantity, price, currency },
});

test('a place is a link to the public map, with a sign on it', () => {
  expect(mapAddress(50.0755, 14.4378)).toBe(
    'https://www.openstreetmap.org/?mlat=50.0755&mlon=14.4378#map=17/50.0755/14.4378',
  );
});

test('an order has a sum where every price is known and of one currency', () => {
  expect(totalOf([item('10', 'EUR', '2'), item('5.5')])).toEqual({ price: 25.5, currency: 'EUR' });
  expect(totalOf([item('10'), item(null)])).toBeNull();
  expect(totalOf([item('10'), item('ten')])).toBeNull();
  expect(totalOf([item('10'), item('10', 'CZK')])).toBeNull();
  expect(totalOf([])).toBeNull();
});

test('a line costs as many times the price, or what is written', () => {
  expect(linePrice(item('10.5', 'EUR', '2'))).toBe(21);
  expect(linePrice(item('ten', 'EUR', '2'))).toBe('ten');
  expect(linePrice(item(null))).toBeNull();
});

test('what is no price or no currency stands as it is written', () => {
  expect(priceWords('12.5', 'EUR')).toBe('€12.50');
  expect(priceWords('12.5', 'points')).toBe('12.5 points');
  expect(priceWords('ten', 'EUR')).toBe('ten EUR');
  expect(priceWords(3, null)).toBe('3');
});
