import { TorchrelayError } from '@torchrelay/core';
import { describe, expect, test } from 'vitest';
import { reportFailure } from './report-failure.ts';

function modelFailed(reason: string, message = 'the cause'): TorchrelayError {
  return new TorchrelayError({ code: 'MODEL_FAILED', message, data: { reason } });
}

describe('the engine would fail in the same way', () => {
  test.each([
    'model-raised',
    'unsupported-input',
    'unsupported-output',
    'model-unreadable',
    'device-lost',
  ])('%s', (reason) => {
    expect(reportFailure({ error: modelFailed(reason) })).toMatchObject({
      outcome: 'failed',
      sharedByEngine: true,
    });
  });

  test('when the model ends the whole process', () => {
    const error = new TorchrelayError({
      code: 'WORKER_LOST',
      message: 'Ended.',
      hint: 'Last words.',
      data: { signal: 'SIGSEGV' },
    });
    expect(reportFailure({ error })).toEqual({
      outcome: 'failed',
      sharedByEngine: true,
      reason: 'Ended.',
      hint: 'Last words.',
    });
  });
});

describe('only this machine could not tell', () => {
  test.each(['device-unsupported', 'out-of-memory', 'operator-missing'])('%s', (reason) => {
    expect(reportFailure({ error: modelFailed(reason) })).toMatchObject({
      outcome: 'not-possible',
    });
  });

  test('when the system ended the process, as it does for want of memory', () => {
    const error = new TorchrelayError({
      code: 'WORKER_LOST',
      message: 'Ended.',
      data: { signal: 'SIGKILL' },
    });
    expect(reportFailure({ error })).toMatchObject({
      outcome: 'not-possible',
      hint: expect.stringContaining('memory'),
    });
  });

  test.each(['PYTHON_NOT_FOUND', 'WORKER_START_FAILED', 'TIME_LIMIT_EXCEEDED'])('%s', (code) => {
    const error = new TorchrelayError({ code, message: 'No.', hint: 'Do this.' });
    expect(reportFailure({ error })).toMatchObject({ outcome: 'not-possible', reason: 'No.' });
  });
});

test('a defect of the worker is not blamed on the model', () => {
  expect(reportFailure({ error: modelFailed('worker-defect') })).toMatchObject({
    outcome: 'failed',
    sharedByEngine: false,
  });
});

test('the reason is a sentence', () => {
  expect(reportFailure({ error: modelFailed('model-raised', 'x < 0') })).toMatchObject({
    reason: 'The model raised an error: x < 0.',
  });
  expect(
    reportFailure({ error: modelFailed('unsupported-output', "output 'y' is BF16!") }),
  ).toMatchObject({ reason: "Output 'y' is BF16!" });
});

test('what is no failure of a rehearsal is thrown on', () => {
  const error = new TypeError('defect');
  expect(() => reportFailure({ error })).toThrow(error);
});
