import { expect, test } from 'vitest';

import { type OurTags, readTags, tagsOf } from './tags.ts';

const ours: OurTags = {
  name: 'demo',
  spec: 'sha256:11',
  package: 'sha256:22',
  offer: 'us-east-1/ml.g5.xlarge',
  store: 's3://models/team',
};

test('what is written is read again, whatever the user has put beside it', () => {
  expect(readTags(tagsOf(ours, { team: 'vision', name: 'mine' }))).toEqual(ours);
});

test("ours are told apart by their prefix, and come before the user's", () => {
  const keys = tagsOf(ours, { team: 'vision' }).map(({ Key }) => Key);
  expect(keys).toEqual([
    'torchrelay:name',
    'torchrelay:spec',
    'torchrelay:package',
    'torchrelay:offer',
    'torchrelay:store',
    'team',
  ]);
});

test('what only some have is read where it is there', () => {
  const more = { ...ours, alarms: 'checkout', mode: 'async', pool: 'ml.g5.xlarge ml.g6.xlarge' };
  expect(readTags(tagsOf(more))).toEqual(more);
});

test.each(Object.keys(ours))('without its %s a thing is not ours', (key) => {
  const tags = tagsOf(ours).filter(({ Key }) => Key !== `torchrelay:${key}`);
  expect(readTags(tags)).toBeUndefined();
});

test.each([[[]], [[{ Key: 'name', Value: 'demo' }]], [[{ Key: undefined, Value: undefined }]]])(
  "others' things are not ours: %j",
  (tags) => {
    expect(readTags(tags)).toBeUndefined();
  },
);
