import { expect, test } from 'vitest';

import { readEndpointTags, readReleaseTags, tagsOf } from './tags.ts';

const endpoint = { name: 'demo', store: 'https://a.blob.core.windows.net/c/torchrelay/' };
const release = { ...endpoint, spec: 'sha256:1', package: 'sha256:2', offer: 'eastus/Standard_X' };

test('what is written is read', () => {
  expect(readReleaseTags(tagsOf(release))).toEqual(release);
  expect(readEndpointTags(tagsOf(endpoint))).toEqual(endpoint);
});

test('the user’s tags stand beside ours and do not replace them', () => {
  const tags = tagsOf(endpoint, { team: 'vision', 'torchrelay:name': 'other' });
  expect(tags).toMatchObject({ team: 'vision', 'torchrelay:name': 'demo' });
});

test.each(Object.keys(release))('without its %s, a thing is nobody’s release', (key) => {
  const { [`torchrelay:${key}`]: _, ...tags } = tagsOf(release);
  expect(readReleaseTags(tags)).toBeUndefined();
});

test.each([undefined, null, {}])('nothing is read from %j', (tags) => {
  expect(readEndpointTags(tags)).toBeUndefined();
  expect(readReleaseTags(tags)).toBeUndefined();
});

test('Azure takes their names: none has a character that it refuses', () => {
  for (const key of Object.keys(tagsOf(release))) expect(key).not.toMatch(/[<>%&\\?/]/);
});
