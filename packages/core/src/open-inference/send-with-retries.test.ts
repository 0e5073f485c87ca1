import { describe, expect, test } from 'vitest';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { createInferenceClient } from './inference-client.ts';
import { connect, failure, inputs, signature } from './test-support/echo.ts';
import { reset, silence, startTestServer, status } from './test-support/inference-server.ts';

describe('a failed attempt', () => {
  test.each([408, 429, 502, 503, 504])('is repeated after %i', async (code) => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(code), status(code));
    await connect(server, { signature }).predict(inputs);
    expect(server.requests).toHaveLength(3);
  });

  test('is repeated after a connection that was cut', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(reset, reset);
    await connect(server, { signature }).predict(inputs);
    expect(server.inferences).toHaveLength(1);
  });

  test('is repeated as soon as the server says', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(503, '', { 'Retry-After': '0' }));
    await connect(server, { signature }).predict(inputs);
    expect(server.requests).toHaveLength(2);
  });

  test('is not repeated if the server wants more patience than is allowed', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(503, '', { 'Retry-After': '3600' }));
    const error = await failure(connect(server, { signature }).predict(inputs));
    expect(error).toMatchObject({ status: 503, isRetryable: true });
    expect(server.requests).toHaveLength(1);
  });

  test.each([400, 404, 413, 500])('is not repeated after %i', async (code) => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(code));
    await failure(connect(server, { signature }).predict(inputs));
    expect(server.requests).toHaveLength(1);
  });

  test('is not repeated more often than set, nor inference at all where that is set', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(503), status(503));
    const once = connect(server, { signature, retry: { maxRetries: 1 } });
    await failure(once.predict(inputs));
    expect(server.requests).toHaveLength(2);
    server.overrides.push(status(503));
    const careful = connect(server, { signature, retry: { inference: false } });
    await failure(careful.predict(inputs));
    expect(server.requests).toHaveLength(3);
    server.overrides.push(status(503));
    await careful.modelMetadata();
    expect(server.requests).toHaveLength(5);
  });
});

describe('an error', () => {
  const errorOf = async (code: number, text: string): Promise<TorchrelayError> => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(code, text));
    return await failure(connect(server, { signature }).predict(inputs));
  };

  test('has the status, the model and the words of the server', async () => {
    const error = await errorOf(400, '{"error":"unexpected shape for input \'image\'"}');
    expect(error).toMatchObject({
      name: 'WireError',
      code: 'SERVER_REFUSED',
      status: 400,
      data: { status: 400, modelName: 'echo' },
    });
    expect(error.message).toMatchInlineSnapshot(
      `"The server answered 400 for model "echo": unexpected shape for input 'image'"`,
    );
  });

  test('has a hint where there is a next thing to do', async () => {
    const error = await errorOf(404, '{"error":"unknown model"}');
    expect(`${error.message}\n${error.hint}`).toMatchInlineSnapshot(`
      "The server answered 404 for model "echo": unknown model
      Check the name of the model, and whether the server has loaded it."
    `);
  });

  test('has the beginning of whatever a proxy says', async () => {
    const error = await errorOf(500, `<html>${'x'.repeat(5000)}`);
    expect(error.message.length).toBeLessThan(400);
    expect((await errorOf(500, '')).message).toMatchInlineSnapshot(
      `"The server answered 500 for model "echo": no reason was given."`,
    );
  });

  test('says why there was no answer', async () => {
    const server = await startTestServer({ signature });
    await server[Symbol.asyncDispose]();
    const error = await failure(connect(server, { signature }).predict(inputs));
    expect(error).toMatchObject({ code: 'UNREACHABLE', isRetryable: true });
    expect(error.message.replace(/:\d+/, ':PORT')).toMatchInlineSnapshot(
      `"No answer from the server for model "echo": connect ECONNREFUSED 127.0.0.1:PORT."`,
    );
  });

  test('is the transport’s own if it has one', async () => {
    const own = new TorchrelayError({ code: 'NO_CREDENTIALS', message: 'Sign in first.' });
    const transport = { send: () => Promise.reject(own) };
    const client = createInferenceClient({ transport, modelName: 'echo', signature });
    expect(await failure(client.predict(inputs))).toBe(own);
  });
});

describe('waiting', () => {
  test('ends when time is up', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(silence);
    const error = await failure(connect(server, { signature, timeoutInMs: 30 }).predict(inputs));
    expect(error).toMatchObject({ code: 'TIMED_OUT', status: 504, effect: 'unknown' });
    expect(error.message).toMatchInlineSnapshot(`"No answer for model "echo" within 30 ms."`);
  });

  test('ends when time is up between two attempts', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(503, '', { 'Retry-After': '30' }));
    const error = await failure(
      connect(server, { signature }).predict(inputs, { timeoutInMs: 500 }),
    );
    expect(error).toMatchObject({ code: 'TIMED_OUT' });
    expect(server.requests).toHaveLength(1);
  });

  test('ends when it is aborted, with the reason', async () => {
    await using server = await startTestServer({ signature });
    const abort = new AbortController();
    const reason = new Error('enough');
    server.overrides.push(() => {
      abort.abort(reason);
      return true;
    });
    const error = await failure(
      connect(server, { signature }).predict(inputs, { abortSignal: abort.signal }),
    );
    expect(error).toMatchObject({ code: 'ABORTED', cause: reason });
    expect(server.requests).toHaveLength(1);
  });

  test('does not begin if it was aborted before', async () => {
    await using server = await startTestServer({ signature });
    const abortSignal = AbortSignal.abort();
    const error = await failure(connect(server, { signature }).predict(inputs, { abortSignal }));
    expect(error).toMatchObject({ code: 'ABORTED' });
    expect(server.requests).toEqual([]);
  });
});
