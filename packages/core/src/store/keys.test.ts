import { expect, test } from 'vitest';

import { keys } from './keys.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

test('everything of a package lies under its folder, and its entries apart from what describes them', () => {
  const folder = keys.packageFolder(digest);
  expect(folder).toBe(`packages/${'ab'.repeat(32)}/`);
  for (const key of [
    keys.packageContent(digest),
    keys.packageMarker(digest),
    keys.packageSample(digest),
  ]) {
    expect(key.startsWith(folder)).toBe(true);
    expect(folder.startsWith(keys.packagesPrefix)).toBe(true);
  }
  expect(keys.packageMarker(digest).startsWith(keys.packageContent(digest))).toBe(false);
});

test('a package has the same keys with and without the name of its hash', () => {
  expect(keys.packageFolder('ab'.repeat(32))).toBe(keys.packageFolder(digest));
});

test('everything of a name lies under its folder, and of no other name that starts alike', () => {
  const folder = keys.nameFolder('demo');
  for (const key of [keys.lease('demo'), keys.releases('demo'), keys.release('demo', 1)]) {
    expect(key.startsWith(folder)).toBe(true);
    expect(key.startsWith(keys.nameFolder('dem'))).toBe(false);
  }
  expect(keys.lease('demo').startsWith(keys.releases('demo'))).toBe(false);
});

test('listings of releases come in the order of their numbers', () => {
  const numbers = [1, 2, 9, 10, 99, 100, 12_345];
  const listed = numbers.map((number) => keys.release('demo', number)).toSorted();
  expect(listed).toEqual(numbers.map((number) => keys.release('demo', number)));
});

test('keys are of the letters that every store takes, and short enough', () => {
  const name = 'a'.repeat(32);
  const longest = [keys.release(name, 999_999), `${keys.packageContent(digest)}model/1/model.pt`];
  for (const key of longest) expect(key).toMatch(/^[A-Za-z0-9\-_./]{1,512}$/);
});
