import { TorchrelayError, WireError } from '@torchrelay/core';
import { expect, test } from 'vitest';

import { openChannel } from '../output/channel.ts';
import { CommandError } from './command-error.ts';
import { describeError } from './describe-error.ts';
import { exitCodeOf } from './exit-code.ts';
import { reportError } from './report-error.ts';

test.each([
  ['NAME_INVALID', {}, 2],
  ['NO_CREDENTIALS', {}, 3],
  ['ACCESS_DENIED', {}, 3],
  ['QUOTA_EXCEEDED', {}, 4],
  ['NO_CAPACITY', {}, 4],
  ['NO_CAPACITY', { restored: 3 }, 5],
  ['DEPLOYMENT_FAILED', { restored: 1 }, 5],
  ['DEPLOYMENT_FAILED', { restored: null }, 1],
  ['ABORTED', {}, 130],
  ['ANYTHING_ELSE', {}, 1],
])('%s with %j exits with %i', (code, data, expected) => {
  expect(exitCodeOf({ code, data })).toBe(expected);
});

test('an error of any package of torchrelay is described as it describes itself', () => {
  const error = new TorchrelayError({
    code: 'A',
    message: 'It is so.',
    hint: 'Do that.',
    data: { n: 1 },
  });
  expect(describeError(error)).toEqual(error.toJSON());
  const wire = new WireError({ code: 'UNREACHABLE', message: 'Nobody answers.' });
  expect(describeError(wire)).toMatchObject({ code: 'UNREACHABLE', data: { status: 502 } });
});

test('a mistake in the command line has the same shape', () => {
  expect(describeError(new CommandError({ message: 'No.', hint: 'Yes.' }))).toEqual({
    code: 'USAGE',
    message: 'No.',
    hint: 'Yes.',
    recovery: 'never',
    effect: 'none',
    data: {},
  });
});

test('an abort is no defect', () => {
  expect(describeError(new DOMException('gone', 'AbortError'))).toMatchObject({ code: 'ABORTED' });
});

test('anything else is a defect of ours, with its stack for the report', () => {
  const defect = new TypeError('x is undefined');
  expect(describeError(defect)).toMatchObject({
    code: 'UNEXPECTED',
    message: 'x is undefined',
    hint: expect.stringContaining('defect'),
    stack: defect.stack,
  });
  const wrapped = new TorchrelayError({ code: 'UNEXPECTED', message: 'x', cause: defect });
  expect(describeError(wrapped).stack).toBe(defect.stack);
  expect(describeError('a text').message).toBe('a text');
});

function report(error: unknown, isJson: boolean): { out: string; err: string; exitCode: number } {
  const written = { out: '', err: '' };
  const channel = (name: 'out' | 'err'): ReturnType<typeof openChannel> =>
    openChannel({ stream: { write: (text) => (written[name] += text) }, environment: {} });
  const exitCode = reportError(error, {
    out: channel('out'),
    err: channel('err'),
    isJson,
    isStream: false,
  });
  return { ...written, exitCode };
}

test('an error is one line, a blank line and the hint, all on stderr', () => {
  const error = new TorchrelayError({
    code: 'QUOTA_EXCEEDED',
    message: 'Traceback:\n  line 1\n  line 2\n',
    hint: 'Ask for more:\n  here',
  });
  expect(report(error, false)).toEqual({
    out: '',
    err: 'error: Traceback: line 1 line 2\n\nhint: Ask for more:\n  here\n',
    exitCode: 4,
  });
});

test('as JSON it is one document on stdout', () => {
  const error = new TorchrelayError({ code: 'A', message: 'It is so.' });
  const { out, err } = report(error, true);
  expect(JSON.parse(out)).toEqual({
    schemaVersion: 1,
    error: { code: 'A', message: 'It is so.', recovery: 'never', effect: 'none', data: {} },
  });
  expect(err).toBe('');
});
