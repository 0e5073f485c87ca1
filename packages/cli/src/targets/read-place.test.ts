import { expect, test } from 'vitest';

import { readPlace } from './read-place.ts';

const allowed = ['role', 'bucket'] as const;
const read = (place: string): ReturnType<typeof readPlace> =>
  readPlace({ place, scheme: 'cloud', allowed });

test('a place may come with settings, in the way of URLs', () => {
  expect(read('us-east-1')).toEqual({ path: 'us-east-1', settings: {} });
  expect(read('a/b/c/')).toEqual({ path: 'a/b/c', settings: {} });
  expect(read('us-east-1?role=arn:aws:iam::1:role/a%20b&bucket=x')).toEqual({
    path: 'us-east-1',
    settings: { role: 'arn:aws:iam::1:role/a b', bucket: 'x' },
  });
});

test.each([
  ['us-east-1?rol=x', 'The target "cloud" has no setting "rol".', 'Did you mean role?'],
  ['us-east-1?zzzzzzz=x', 'The target "cloud" has no setting "zzzzzzz".', 'It has role, bucket.'],
  [
    'us-east-1?role=x&role=y',
    'The setting "role" of the target "cloud" is given twice.',
    'Give it once.',
  ],
])('%s is refused with what would be right', (place, message, hint) => {
  expect(() => read(place)).toThrow(expect.objectContaining({ message, hint }));
});
