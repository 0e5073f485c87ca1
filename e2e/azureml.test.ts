import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { azureml } from '@torchrelay/azure';
import {
  startAddingContainer,
  startAzureMl,
  type WorkspaceAddress,
  workspaceSettings,
} from '@torchrelay/stand-ins';
import { expect, test } from 'vitest';

import { endToEnd } from './end-to-end.ts';
import { EndToEndRefusal, readOrder } from './order.ts';

test('on Azure ML all of it does what it should, and nothing is left but what the next one needs', async () => {
  await using azure = await startAzureMl({ start: startAddingContainer });
  const target = azureml(workspaceSettings(azure));
  const said: string[] = [];
  await endToEnd({
    target,
    mostUsd: 20,
    mostPollInMs: 20,
    abortSignal: new AbortController().signal,
    say: (line) => said.push(line),
  });
  expect(said.filter((line) => !line.startsWith('  ')).slice(2)).toEqual([
    'A first deployment answers.',
    'Another model took its place.',
    'The first one is back.',
    'Everything did what it should.',
    expect.stringMatching(/^e2e-\w{8} is removed, and nothing is left of it\.$/),
  ]);
  expect(azure.resources()).toEqual([]);
  expect((await azure.blobs()).filter((name) => !name.startsWith('torchrelay/engines/'))).toEqual(
    [],
  );
  expect(await doctor(azure)).toMatchInlineSnapshot(`
    "
    module:<target>
    ✓  account  <subscription>/research/vision
    ✓  store    http://127.0.0.1:<port>/devstoreaccount1/azureml-blobstore/torchrelay/
    ✓  list     0 deployments there
    ✓  serving  Standard_NC24ads_A100_v4, $3.67 per hour, quota left for 416
    ✓  training Standard_NC24ads_A100_v4, $3.67 per hour, quota left for 416
    "
  `);
}, 300_000);

/** What the command finds out of the workspace. */
async function doctor({
  url,
  subscription,
  resourceGroup,
  workspace,
  storage,
}: WorkspaceAddress): Promise<string> {
  const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
  const target = fileURLToPath(new URL('test-support/azure-target.ts', import.meta.url));
  const address = { url, subscription, resourceGroup, workspace, storage };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=torchrelay-source', main, 'doctor', `--target=module:${target}`],
    { env: { ...process.env, TEST_WORKSPACE: JSON.stringify(address) } },
  );
  return stdout
    .slice(stdout.indexOf('\nmodule:'))
    .replace(target, '<target>')
    .replace(subscription, '<subscription>')
    .replace(/:\d+\//, ':<port>/');
}

test('a workspace has to be named', () => {
  expect(() => readOrder({ TORCHRELAY_E2E: 'azureml' })).toThrow(EndToEndRefusal);
  const order = { TORCHRELAY_E2E: 'azureml', TORCHRELAY_E2E_WORKSPACE: 's/g/w' };
  expect(readOrder(order).target.provider).toBe('azureml');
});
