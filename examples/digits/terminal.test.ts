import { TorchrelayError } from '@torchrelay/core';
import { expect, test } from 'vitest';

import { describeError } from './terminal.ts';

test('an error of ours is said with what to do about it', () => {
  const error = new TorchrelayError({ code: 'X', message: 'No PyTorch.', hint: 'Install it.' });
  expect(describeError(error)).toBe('error: No PyTorch.\n\nhint: Install it.');
});

test('another error is said as it is', () => {
  expect(describeError(new Error('train.py failed.'))).toBe('error: train.py failed.');
  expect(describeError('what somebody threw')).toBe('error: what somebody threw');
});
