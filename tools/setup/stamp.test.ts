import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fingerprint, readStamp, writeStamp } from './stamp.js';
import { temporaryFolder } from './test-support/temporary-folder.ts';

it('tells the same bytes apart when they are split elsewhere', () => {
  expect(fingerprint(['ab', 'c'])).not.toBe(fingerprint(['a', 'bc']));
  expect(fingerprint(['ab', 'c'])).toBe(fingerprint([Buffer.from('ab'), 'c']));
});

it('reads back what it wrote, in a folder that did not exist', () => {
  const stamp = join(temporaryFolder(), 'made', 'later', 'stamp');
  writeStamp(stamp, 'inputs');
  expect(readStamp(stamp)).toBe('inputs');
  expect(readdirSync(join(stamp, '..'))).toEqual(['stamp']);
});

it('finds no stamp where there is none, or not even a folder for one', () => {
  const folder = temporaryFolder();
  expect(readStamp(join(folder, 'stamp'))).toBeUndefined();
  expect(readStamp(join(folder, 'none', 'stamp'))).toBeUndefined();
});

it('does not take an unreadable stamp for a missing one', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'stamp'));
  expect(() => readStamp(join(folder, 'stamp'))).toThrow('EISDIR');
});
