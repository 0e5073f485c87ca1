import { TorchrelayError } from '@torchrelay/core';
import { describe, expect, test } from 'vitest';

import { isAbsence } from './blob-failure.ts';
import { type BlobRequest, sendBlobRequest } from './blob-request.ts';
import { failureOf } from './test-support/failure-of.ts';

const request: BlobRequest = {
  verb: 'write',
  place: { account: 'acct', container: 'models', blob: 'a' },
  call: {},
  silenceInMs: 50,
};

/** Ends when its signal says so, as the library does. */
const obedient = ({ abortSignal }: { readonly abortSignal: AbortSignal }): Promise<never> =>
  new Promise((_, reject) => {
    abortSignal.addEventListener('abort', () => reject(aborted()));
  });

const aborted = (): Error =>
  Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });

const answered = (statusCode: number, serviceCode: string): Error =>
  Object.assign(new Error(''), {
    statusCode,
    response: { headers: new Headers({ 'x-ms-error-code': serviceCode }) },
  });

describe('a request', () => {
  test('gives what was answered', async () => {
    expect(await sendBlobRequest(request, async () => 42)).toBe(42);
  });

  test('that is silent ends by itself', async () => {
    const error = await failureOf(sendBlobRequest(request, obedient));
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry', effect: 'unknown' });
    expect(error.message).toContain('no sign of life');
  });

  test('that moves something goes on as long as it does', async () => {
    const moves = Array.from({ length: 8 });
    const sent = sendBlobRequest(request, async ({ onProgress, abortSignal }) => {
      for (const _ of moves) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        onProgress();
      }
      return abortSignal.aborted;
    });
    expect(await sent).toBe(false);
  });

  test('that the caller stops is an abort with its reason, not a silence', async () => {
    const stop = new AbortController();
    const sending = failureOf(
      sendBlobRequest({ ...request, call: { abortSignal: stop.signal } }, obedient),
    );
    stop.abort(new Error('enough'));
    expect(await sending).toMatchObject({ code: 'ABORTED', effect: 'unknown' });
  });

  test('passes errors of ours on as they are', async () => {
    const ours = new TorchrelayError({ code: 'CONTENT_MISMATCH', message: 'It differs.' });
    await expect(sendBlobRequest(request, () => Promise.reject(ours))).rejects.toBe(ours);
  });

  test('calls what nobody foresaw a defect', async () => {
    const defect = sendBlobRequest(request, () =>
      Promise.reject(new TypeError('x is no function')),
    );
    expect(await failureOf(defect)).toMatchObject({ code: 'UNEXPECTED', effect: 'unknown' });
  });
});

describe('an absence', () => {
  test.each([
    [404, 'BlobNotFound', true],
    [404, 'ContainerNotFound', true],
    [404, '', false],
    [404, 'ResourceNotFound', false],
    [409, 'ContainerBeingDeleted', false],
    [403, 'AuthorizationFailure', false],
    [500, 'InternalError', false],
  ])('%s %s: %s', async (status, serviceCode, isAbsent) => {
    const error = await failureOf(
      sendBlobRequest(request, () => Promise.reject(answered(status, serviceCode))),
    );
    expect(isAbsence(error)).toBe(isAbsent);
  });
});
