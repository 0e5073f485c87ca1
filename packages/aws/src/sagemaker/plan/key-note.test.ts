import { expect, test } from 'vitest';

import { liveDeployment, testOffer, testSpec } from '../test-support/test-spec.ts';
import { keyNote } from './key-note.ts';

const offer = { ...testOffer('ml.p4d.24xlarge'), localStorageBytes: 8e12 };
const onOwnDisks = testSpec('one', { offer });

test('that a key does not reach the local disks of a type is said', () => {
  expect(keyNote(onOwnDisks, undefined, 'alias/models')).toEqual([
    {
      code: 'KMS_KEY_NOT_FOR_LOCAL_DISKS',
      message:
        'The local disks of ml.p4d.24xlarge are encrypted by the machine itself, and not with alias/models.',
    },
  ]);
});

test('nothing is said where there are no such disks, where there is no key, and of what serves or goes', () => {
  expect(keyNote(testSpec(), undefined, 'alias/models')).toEqual([]);
  expect(keyNote(onOwnDisks, undefined, undefined)).toEqual([]);
  expect(keyNote(onOwnDisks, liveDeployment(onOwnDisks), 'alias/models')).toEqual([]);
  expect(keyNote(undefined, liveDeployment(onOwnDisks), 'alias/models')).toEqual([]);
});
