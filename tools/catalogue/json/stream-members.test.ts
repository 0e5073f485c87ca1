import { expect, test } from 'vitest';
import { type StreamedMember, streamMembers } from './stream-members.ts';

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function membersIn(
  text: string,
  paths: readonly (readonly string[])[],
  size = text.length,
): Promise<readonly StreamedMember[]> {
  return Array.fromAsync(streamMembers(cut(text, size), paths));
}

const list = {
  formatVersion: 'v1.0',
  notes: ['{', { products: { decoy: 1 } }, 'a "quoted" \\ text'],
  products: {
    A: { sku: 'A', attributes: { memory: '1,152 GiB', note: 'ends with \\' } },
    'B}"': [1, 2.5e3, null, true, {}],
    C: 'text',
    D: -1,
  },
  more: null,
  terms: { Reserved: { A: { OnDemand: { decoy: 2 } } }, OnDemand: { A: { usd: '1.00' }, B: {} } },
};

const wanted = [['products'], ['terms', 'OnDemand']];

const expected: readonly StreamedMember[] = [
  ...Object.entries(list.products).map(([key, value]) => ({ path: ['products'], key, value })),
  ...Object.entries(list.terms.OnDemand).map(([key, value]) => ({
    path: ['terms', 'OnDemand'],
    key,
    value,
  })),
];

test.each([1, 2, 3, 5, 7, 64, 1_000_000])(
  'members come as they stand in the document, in chunks of %d characters',
  async (size) => {
    expect(await membersIn(JSON.stringify(list), wanted, size)).toEqual(expected);
    expect(await membersIn(JSON.stringify(list, undefined, 2), wanted, size)).toEqual(expected);
  },
);

test('empty chunks, empty objects and absent paths do no harm', async () => {
  async function* sparse(): AsyncGenerator<string> {
    for (const character of '{"products":{ },"terms":{"OnDemand":{"A":1}}}')
      yield* ['', character, ''];
  }
  const members = await Array.fromAsync(streamMembers(sparse(), wanted));
  expect(members).toEqual([{ path: ['terms', 'OnDemand'], key: 'A', value: 1 }]);
  expect(await membersIn('{}', wanted)).toEqual([]);
  expect(await membersIn('{"other":[]}', wanted)).toEqual([]);
});

test('the whole document may be the object', async () => {
  expect(await membersIn('{"a":1,"b":{"c":2}}', [[]])).toEqual([
    { path: [], key: 'a', value: 1 },
    { path: [], key: 'b', value: { c: 2 } },
  ]);
});

test.each([
  '',
  '{',
  '{"products"',
  '{"products":',
  '{"products":{"A":',
  '{"products":{"A":{"sku":"A"',
  '{"products":{"A":1}',
  '{"other":"unfinished',
])('a document that ends too soon is an error: %s', async (text) => {
  await expect(membersIn(text, wanted)).rejects.toThrow(SyntaxError);
});

test.each([
  '[]',
  '{"products":[1]}',
  '{"a" 1}',
  '{"products":{"A":1 "B":2}}',
  '{"products":{"A":01}}',
])('what is not the document that was expected is an error: %s', async (text) => {
  await expect(membersIn(text, wanted)).rejects.toThrow(SyntaxError);
});
