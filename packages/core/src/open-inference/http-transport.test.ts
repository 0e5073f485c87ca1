import { describe, expect, test } from 'vitest';
import { httpTransport } from './http-transport.ts';
import { createInferenceClient } from './inference-client.ts';
import { connect, failure, signature } from './test-support/echo.ts';
import { startTestServer, status } from './test-support/inference-server.ts';

describe('the HTTP transport', () => {
  test('keeps the path of its address, and sends its headers', async () => {
    await using server = await startTestServer({ signature });
    const baseUrl = `${server.baseUrl}/proxy/`;
    const transport = httpTransport({ baseUrl, headers: { Authorization: 'Bearer one' } });
    server.overrides.push(status(200));
    await createInferenceClient({ transport, modelName: 'echo' }).live();
    expect(server.requests).toEqual(['GET /proxy/v2/health/live']);
    expect(server.headers[0]?.authorization).toBe('Bearer one');
  });

  test('asks for its headers anew each time', async () => {
    await using server = await startTestServer({ signature });
    let calls = 0;
    const headers = async () => ({ Authorization: `Bearer ${(calls += 1)}` });
    const transport = httpTransport({ baseUrl: server.baseUrl, headers });
    const client = createInferenceClient({ transport, modelName: 'echo' });
    await client.live();
    await client.live();
    expect(server.headers.map(({ authorization }) => authorization)).toEqual([
      'Bearer 1',
      'Bearer 2',
    ]);
  });

  test('does not follow a redirect with its headers', async () => {
    await using other = await startTestServer({ signature });
    await using server = await startTestServer({ signature });
    server.overrides.push(status(307, '', { Location: `${other.baseUrl}/v2` }));
    const error = await failure(connect(server).serverMetadata());
    expect(error.code).toBe('UNREACHABLE');
    expect(other.requests).toEqual([]);
  });

  test('uses the fetch that it was given', async () => {
    const urls: string[] = [];
    const fetch = async (url: string): Promise<Response> => {
      urls.push(url);
      return Response.json({ name: 'n', version: '1', extensions: [] });
    };
    const transport = httpTransport({ baseUrl: 'http://example.invalid', fetch });
    await createInferenceClient({ transport, modelName: 'echo' }).serverMetadata();
    expect(urls).toEqual(['http://example.invalid/v2']);
  });
});
