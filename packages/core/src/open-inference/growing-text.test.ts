import { expect, test } from 'vitest';
import { beginText } from './growing-text.ts';

const decoder = new TextDecoder();

function writeStars(count: number): (memory: Uint8Array, start: number) => number {
  return (memory, start) => {
    memory.fill(0x2a, start, start + count);
    return start + count;
  };
}

test('texts and bytes come in the order in which they are added', () => {
  const text = beginText();
  text.add('é');
  text.add('–');
  text.addBytes(10, writeStars(3));
  text.add('🙂');
  text.addBytes(0, writeStars(0));
  text.add('end');
  expect(decoder.decode(text.end())).toBe('é–***🙂end');
});

test('what is ended is not changed by the next', () => {
  const first = beginText();
  first.addBytes(4, writeStars(4));
  const ended = first.end();
  const second = beginText();
  second.add('other');
  second.addBytes(1, writeStars(1));
  expect(decoder.decode(second.end())).toBe('other*');
  expect(decoder.decode(ended)).toBe('****');
});

test('several can be under way', () => {
  const outer = beginText();
  outer.addBytes(2, writeStars(2));
  const inner = beginText();
  inner.add('inner');
  inner.addBytes(1, writeStars(1));
  expect(decoder.decode(inner.end())).toBe('inner*');
  outer.add('outer');
  expect(decoder.decode(outer.end())).toBe('**outer');
});

test.each([5000, 9 * 1024 * 1024])('it keeps what is there when it grows by %i bytes', (size) => {
  const text = beginText();
  text.add('a');
  text.addBytes(size, writeStars(size));
  text.add('z'.repeat(size));
  const whole = decoder.decode(text.end());
  expect(whole === `a${'*'.repeat(size)}${'z'.repeat(size)}`).toBe(true);
});

test('of nothing it is nothing', () => {
  expect(beginText().end()).toHaveLength(0);
});
