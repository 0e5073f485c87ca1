import { describe, expect, test } from 'vitest';

import { armList, retailList } from './pages.ts';
import type { ReadJson } from './read-json.ts';

const reading = { what: 'a list' };

/** Answers from a table of pages, and notes what was asked. */
function pagesOf(pages: Readonly<Record<string, unknown>>): { read: ReadJson; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    read: (url) => {
      asked.push(url);
      return Promise.resolve(pages[url]);
    },
  };
}

const arm = 'https://arm.example/list?api-version=1';

describe('a list of the resource manager', () => {
  test('is read to the end, in order', async () => {
    const { read, asked } = pagesOf({
      [arm]: { value: [{ n: 1 }], nextLink: 'https://arm.example/list?page=2' },
      'https://arm.example/list?page=2': { value: [], nextLink: 'https://arm.example/list?page=3' },
      'https://arm.example/list?page=3': { value: [{ n: 2 }], nextLink: '' },
    });
    expect(await armList({ url: arm, reading, read, call: {} })).toEqual([{ n: 1 }, { n: 2 }]);
    expect(asked).toHaveLength(3);
  });

  test('ends where there is no link, or none that is text', async () => {
    for (const nextLink of [undefined, null, 7]) {
      const { read } = pagesOf({ [arm]: { value: [{ n: 1 }], nextLink } });
      expect(await armList({ url: arm, reading, read, call: {} })).toEqual([{ n: 1 }]);
    }
  });

  test('is not guessed on from a full page: only the price list forgets links', async () => {
    const value = Array.from({ length: 100 }, (_, n) => ({ n }));
    const { read, asked } = pagesOf({ [arm]: { value } });
    await armList({ url: arm, reading, read, call: {} });
    expect(asked).toEqual([arm]);
  });

  test.each([
    'https://evil.example/list',
    'http://arm.example/list',
    'https://arm.example:8443/list',
    'https://arm.example.evil.example/list',
    '/list?page=2',
    'not a link',
  ])('is not followed to %s', async (nextLink) => {
    const { read, asked } = pagesOf({ [arm]: { value: [], nextLink } });
    await expect(armList({ url: arm, reading, read, call: {} })).rejects.toMatchObject({
      code: 'AZURE_ANSWER_UNEXPECTED',
      message: `arm.example sends for the next page to another server, "${nextLink}".`,
    });
    expect(asked).toEqual([arm]);
  });

  test('passes the call on to each page', async () => {
    const call = { abortSignal: new AbortController().signal };
    const read: ReadJson = (_, about, given) => {
      expect([about, given]).toEqual([reading, call]);
      return Promise.resolve({ value: [] });
    };
    await armList({ url: arm, reading, read, call });
  });
});

describe('a list of prices', () => {
  const url = 'https://prices.example/list?$filter=x';
  const full = (count: number): { Items: object[]; NextPageLink: null } => ({
    Items: Array.from({ length: count }, (_, n) => ({ n })),
    NextPageLink: null,
  });

  test.each([100, 1000])('with a full page of %i and no link is asked for more', async (count) => {
    const asked: (string | null)[] = [];
    const read: ReadJson = (page) => {
      const skip = new URL(page).searchParams.get('$skip');
      asked.push(skip);
      return Promise.resolve(full(skip === null ? count : skip === String(count) ? count : 3));
    };
    expect(await retailList({ url, reading, read, call: {} })).toHaveLength(2 * count + 3);
    expect(asked).toEqual([null, String(count), String(2 * count)]);
  });

  test('with a page that is not full, or empty, is at its end', async () => {
    for (const count of [0, 1, 99, 101]) {
      const { read, asked } = pagesOf({ [url]: full(count) });
      await retailList({ url, reading, read, call: {} });
      expect(asked).toEqual([url]);
    }
  });
});
