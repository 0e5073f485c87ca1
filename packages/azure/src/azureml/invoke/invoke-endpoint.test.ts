import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { TokenCredential } from '@azure/identity';
import type { Call, InvokeResponse } from '@torchrelay/core/target';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { azureClouds } from '../../cloud/azure-clouds.ts';
import { testCredential } from '../../catalogue/test-support/test-reader.ts';
import { failureOf } from '../../store/test-support/failure-of.ts';
import { mlClient } from '../client/ml-client.ts';
import { endpointTokens } from './endpoint-token.ts';
import { endpointInvoker } from './invoke-endpoint.ts';

let respond: (response: ServerResponse) => void;
const server = createServer((request, response) => {
  request.resume();
  respond(response);
});
let url: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  respond = (response) => response.end('{"outputs":[]}');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** An answer of an endpoint that lets tokens of Microsoft Entra in. */
function ask({
  credential: whoever = testCredential,
  silenceInMs,
  call = {},
}: {
  readonly credential?: TokenCredential;
  readonly silenceInMs?: number;
  readonly call?: Call;
} = {}): Promise<InvokeResponse> {
  const credential = async (): Promise<TokenCredential> => whoever;
  const workspace = { subscription: 's', resourceGroup: 'g', workspace: 'w' };
  const cloud = azureClouds.AzureCloud;
  const client = mlClient({ ...workspace, cloud, credential });
  const tokens = endpointTokens({ client, credential, cloud });
  const address = { scoringUri: `${url}/score`, authMode: 'AADToken' };
  const request = { name: 'demo', address, method: 'POST', headers: {} } as const;
  return endpointInvoker({ client, tokens, silenceInMs })(
    { ...request, path: '/v2/models/model/infer' },
    call,
  );
}

/** Half of an answer, and then nothing. */
function half(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"outputs":');
}

/** What says nothing of the model must undo no release: core goes by these codes. */
describe('an endpoint', () => {
  test('answers', async () => {
    const { status, body } = await ask();
    expect([status, new TextDecoder().decode(body)]).toEqual([200, '{"outputs":[]}']);
  });

  test('whose answer is cut off is not reachable', async () => {
    respond = (response) => {
      half(response);
      setImmediate(() => response.destroy());
    };
    expect(await failureOf(ask())).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
  });

  test('whose answer stops is not waited for', async () => {
    respond = half;
    expect(await failureOf(ask({ silenceInMs: 50 }))).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('no more of the answer for 0.05 s') as string,
    });
  });

  test('whose answer stops is waited for until the call is aborted', async () => {
    const stop = new AbortController();
    respond = (response) => {
      half(response);
      setTimeout(() => stop.abort(), 20);
    };
    const call = { abortSignal: stop.signal };
    expect(await failureOf(ask({ silenceInMs: 60_000, call }))).toMatchObject({ code: 'ABORTED' });
  });

  test('that nobody is signed in for is not asked', async () => {
    const expired = Object.assign(new Error('AADSTS700082: The refresh token has expired.'), {
      name: 'CredentialUnavailableError',
    });
    respond = () => expect.unreachable();
    const credential = { getToken: () => Promise.reject(expired) };
    expect(await failureOf(ask({ credential }))).toMatchObject({
      code: 'NO_CREDENTIALS',
      message: 'Cannot ask the endpoint demo: the sign-in to Azure has expired.',
    });
  });
});
