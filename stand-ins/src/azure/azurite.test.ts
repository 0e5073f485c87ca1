import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { type Azurite, startAzurite } from './azurite.ts';
import { madeUpToken } from './made-up-token.ts';

/** The status and the error code of a listing of all containers. */
async function listContainers(
  { accountUrl, certificate }: Azurite,
  token: string,
): Promise<{ readonly status: number | undefined; readonly code: unknown }> {
  const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2024-08-04' };
  const request = get(`${accountUrl}/?comp=list`, { ca: certificate, headers });
  const [response] = await once(request, 'response');
  response.resume();
  return { status: response.statusCode, code: response.headers['x-ms-error-code'] };
}

test('answers on the loopback, and no longer after it was ended', async () => {
  const azurite = await startAzurite();
  const { hostname, port, protocol } = new URL(azurite.accountUrl);
  expect({ hostname, protocol }).toEqual({ hostname: '127.0.0.1', protocol: 'http:' });
  expect(port).not.toBe('10000');
  const response = await fetch(`${azurite.accountUrl}/?comp=list`);
  expect(response.headers.get('server')).toMatch(/^Azurite/);
  await azurite[Symbol.asyncDispose]();
  await expect(fetch(azurite.accountUrl)).rejects.toThrow('fetch failed');
});

test('over HTTPS it takes a token, whose audience and whose end it checks', async () => {
  await using azurite = await startAzurite({ protocol: 'https' });
  expect(await listContainers(azurite, madeUpToken())).toEqual({ status: 200, code: undefined });
  const refused = { status: 403, code: 'AuthenticationFailed' };
  const expired = madeUpToken({ expiresInMs: -60_000 });
  expect(await listContainers(azurite, expired)).toEqual(refused);
  const forAnother = madeUpToken({ audience: 'https://vault.azure.net' });
  expect(await listContainers(azurite, forAnother)).toEqual(refused);
});

test('ends with the process that started it, killed or not, and leaves no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'azurite-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = `import { startAzurite } from ${JSON.stringify(join(import.meta.dirname, 'azurite.ts'))};
    console.log((await startAzurite({ protocol: 'https' })).accountUrl); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await once(child.stdout, 'data');
  const url = String(address).trim();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect(once(get(url), 'response')).rejects.toThrow('ECONNREFUSED');
  expect(readdirSync(folder)).toEqual([]);
});
