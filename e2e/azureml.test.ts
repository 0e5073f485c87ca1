import { azureml } from '@torchrelay/azure';
import { startAddingContainer, startAzureMl, workspaceSettings } from '@torchrelay/stand-ins';
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
}, 300_000);

test('a workspace has to be named', () => {
  expect(() => readOrder({ TORCHRELAY_E2E: 'azureml' })).toThrow(EndToEndRefusal);
  const order = { TORCHRELAY_E2E: 'azureml', TORCHRELAY_E2E_WORKSPACE: 's/g/w' };
  expect(readOrder(order).target.provider).toBe('azureml');
});
