import { expect, test } from 'vitest';

import { buildLogOf } from './build-log.ts';

test.each([
  "the build log under the storage account 'acct' in the container 'azureml' at the path 'ImageLogs/1-2/build.log'",
  "The build log is available in the workspace blob store 'acct' under the path '/azureml/ImageLogs/1-2/build.log'.",
  'The build log is available in the workspace blob store "acct" under the path "/azureml/ImageLogs/1-2/build.log".',
])('the log of a build is found in: %s', (said) => {
  expect(buildLogOf(said)).toBe('ImageLogs/1-2/build.log');
});

test.each(['', 'no path', "at the path 'models/secret.pt'", "under the path '/other/x'"])(
  'no other blob is read because an error names it: %s',
  (said) => expect(buildLogOf(said)).toBeUndefined(),
);
