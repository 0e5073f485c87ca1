import { expect, test } from 'vitest';
import { runningNames } from './running-names.ts';

async function* pagesOf(...sizes: number[]): AsyncGenerator<readonly string[]> {
  for (const size of sizes) yield Array.from({ length: size }, (_, n) => `e${n}`);
}

test('names are collected over all pages; what has none is left out', async () => {
  const names = await runningNames(pagesOf(2, 0, 1), (page) => [...page, undefined]);
  expect(names).toEqual(['e0', 'e1', 'e0']);
});

test('a hundred are looked at', async () => {
  expect(await runningNames(pagesOf(50, 50), (page) => page)).toHaveLength(100);
});

test('one more is too many, and no further page is asked for', async () => {
  let asked = 0;
  async function* pages(): AsyncGenerator<readonly string[]> {
    for (;;) {
      asked += 1;
      yield* pagesOf(60);
    }
  }
  await expect(runningNames(pages(), (page) => page)).rejects.toMatchObject({
    code: 'TOO_MANY_TO_COUNT',
  });
  expect(asked).toBe(2);
});
