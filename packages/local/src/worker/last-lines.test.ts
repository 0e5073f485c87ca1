import { expect, test } from 'vitest';
import { createLastLines } from './last-lines.ts';

test('the last lines are kept, the first ones let go', () => {
  const kept = createLastLines({ count: 2 });
  kept.push(Buffer.from('one\ntwo\nthree\n'));
  expect(kept.lines()).toEqual(['two', 'three']);
});

test('a line may come in pieces, also in the middle of a character', () => {
  const kept = createLastLines();
  const bytes = Buffer.from('grün\n');
  kept.push(bytes.subarray(0, 3));
  kept.push(bytes.subarray(3));
  expect(kept.lines()).toEqual(['grün']);
});

test('the last line counts although it has no end', () => {
  const kept = createLastLines();
  kept.push(Buffer.from('Killed'));
  expect(kept.lines()).toEqual(['Killed']);
});

test('blank lines do not push the others out', () => {
  const kept = createLastLines({ count: 1 });
  kept.push(Buffer.from('the reason\n\n  \n\n'));
  expect(kept.lines()).toEqual(['the reason']);
});

test('an endless line does not take endless memory', () => {
  const kept = createLastLines();
  for (let turn = 0; turn < 1000; turn += 1) kept.push(Buffer.alloc(1000, 'x'));
  expect(kept.lines()[0]?.length).toBe(2000);
});

test('each whole line is told as it comes', () => {
  const told: string[] = [];
  const kept = createLastLines({ onLine: (line) => told.push(line) });
  kept.push(Buffer.from('first\nsec'));
  expect(told).toEqual(['first']);
  kept.push(Buffer.from('ond\n'));
  expect(told).toEqual(['first', 'second']);
});
