import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAcceptable } from './spdx.mjs';

test('permissive licences and a choice that contains one are acceptable', () => {
  for (const it of [
    'MIT',
    'MIT/Apache-2.0',
    'GPL-3.0 OR MIT',
    '(MIT OR Apache-2.0) AND Unicode-3.0',
    'Apache-2.0 WITH LLVM-exception OR MIT',
    'MPL-2.0',
  ])
    assert.ok(isAcceptable(it), it);
});

test('copyleft, unknown, missing and half-written licences are refused', () => {
  for (const it of [
    undefined,
    '',
    'GPL-3.0-only',
    'AGPL-3.0',
    'MIT AND GPL-2.0',
    'SEE LICENSE IN LICENSE.txt',
    'UNLICENSED',
    '(MIT',
    'MIT MIT',
    'GPL-2.0 WITH Classpath-exception-2.0',
  ])
    assert.ok(!isAcceptable(it), String(it));
});
