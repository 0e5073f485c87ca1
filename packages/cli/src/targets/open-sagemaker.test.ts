import { expect, test } from 'vitest';

import { CommandError } from '../errors/command-error.ts';
import { openTarget } from './open-target.ts';

test('a region is enough', async () => {
  const { target, isFree } = await openTarget('sagemaker://us-east-1');
  expect({ provider: target.provider, isFree }).toEqual({ provider: 'sagemaker', isFree: false });
  expect(target.serving?.capabilities).toMatchObject({
    maxRequestDurationInMs: 60_000,
    fallsBack: false,
  });
});

test('mode and pools may follow', async () => {
  const { target } = await openTarget('sagemaker://us-east-1?mode=async&instancePools=true');
  expect(target.serving?.capabilities).toMatchObject({
    maxRequestDurationInMs: 3_600_000,
    fallsBack: true,
  });
});

test.each([
  ['mode=slow', 'Write mode=real-time or mode=async.'],
  ['instancePools=yes', 'Write instancePools=true or instancePools=false.'],
  ['colour=blue', 'It has role,'],
])('%s is a mistake in the command line', async (setting, hint) => {
  const opening = openTarget(`sagemaker://us-east-1?${setting}`);
  await expect(opening).rejects.toBeInstanceOf(CommandError);
  await expect(openTarget(`sagemaker://us-east-1?${setting}`)).rejects.toMatchObject({
    hint: expect.stringContaining(hint),
  });
});
