import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, expect, test } from 'vitest';

import { mask, transcript } from '../../test-support/mask.ts';
import { createSandbox, runCommand } from '../../test-support/run-command.ts';
import { checkNode } from './check-node.ts';
import { checkFolder } from './check-folder.ts';

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const doctor = async (
  environment: Record<string, string> = {},
  ...more: readonly string[]
): Promise<string> => {
  const result = await runCommand(['doctor', ...more], { sandbox, environment });
  return mask(transcript(result, sandbox.folder))
    .replaceAll(/\S+ [kMGT]B free.*/g, '<room> free')
    .replaceAll(/(?<=PyTorch {2}).*no GPU.*/g, '<version>, no GPU, <python>')
    .replaceAll(/(?<=PyTorch {2}).*\d GPUs.*/g, '<version>, no GPU, <python>')
    .replaceAll(/(?<=Node {5})\d.*/g, '<version>');
};

test('all is well where the tests run', async () => {
  expect(await doctor()).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✓  Node     <version>
    ✓  PyTorch  <version>, no GPU, <python>
    ✓  state    <folder>/state/local, <room> free
    ✓  cache    <folder>/cache/torchrelay, <room> free
    -  AWS      nobody is signed in, which only targets such as sagemaker://us-east-1 need
      hint: Sign in: aws sso login, with the profile in AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
    -  Azure    nobody is signed in, which only targets such as azureml://SUBSCRIPTION/GROUP/WORKSPACE need
      hint: Sign in: az login"
  `);
}, 60_000);

test('a Python that is not there, and a folder that cannot be made, are problems with a hint', async () => {
  writeFileSync(join(sandbox.folder, 'file'), '');
  const shown = await doctor({
    TORCHRELAY_PYTHON: '/no/such/python',
    TORCHRELAY_HOME: join(sandbox.folder, 'file', 'state'),
  });
  expect(shown).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✓  Node     <version>
    ✗  PyTorch  There is no Python with PyTorch to serve with: /no/such/python does not exist.
      hint: Install PyTorch with \`python3 -m pip install torch\`, or name a Python that has it: pass \`python\` to local(), or set TORCHRELAY_PYTHON.
    ✗  state    <folder>/file/state/local cannot be written: <folder>/file is a file.
      hint: Free it, or choose another folder: TORCHRELAY_HOME=/path
    ✓  cache    <folder>/cache/torchrelay, <room> free
    -  AWS      nobody is signed in, which only targets such as sagemaker://us-east-1 need
      hint: Sign in: aws sso login, with the profile in AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
    -  Azure    nobody is signed in, which only targets such as azureml://SUBSCRIPTION/GROUP/WORKSPACE need
      hint: Sign in: az login"
  `);
});

test('--json says whether it is ok, and what each check found', async () => {
  const { stdout, exitCode } = await runCommand(['doctor', '--json'], {
    sandbox,
    environment: { TORCHRELAY_PYTHON: '/no/such/python' },
  });
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    ok: false,
    checks: [
      { name: 'Node', outcome: 'ok' },
      { name: 'PyTorch', outcome: 'problem', hint: expect.stringContaining('TORCHRELAY_PYTHON') },
      { name: 'state', outcome: expect.stringMatching(/ok|warning/) },
      { name: 'cache', outcome: expect.stringMatching(/ok|warning/) },
      { name: 'AWS', outcome: 'absent' },
      { name: 'Azure', outcome: 'absent' },
    ],
  });
});

test.each([
  ['22.12.0', 'ok'],
  ['24.0.0', 'ok'],
  ['22.11.9', 'problem'],
  ['20.20.2', 'problem'],
])('Node %s is %s', (version, outcome) => {
  expect(checkNode(version).outcome).toBe(outcome);
});

test('a folder that is not there yet is judged by the one it would be made in, and not made', async () => {
  const path = join(sandbox.folder, 'not', 'yet');
  expect(await checkFolder({ name: 'state', path, setting: 'HOME' })).toMatchObject({
    outcome: expect.stringMatching(/ok|warning/),
    message: expect.stringContaining(path),
  });
});

test('of a target it finds what a deployment would find, and makes nothing', async () => {
  const target = fileURLToPath(new URL('../../test-support/memory-target.ts', import.meta.url));
  const deployments = { adder: { model: 'a.pt', target: `module:${target}` } };
  const config = JSON.stringify({ deployments, stages: { prod: {} } });
  writeFileSync(join(sandbox.folder, 'torchrelay.config.json'), config);
  const signedIn = { AWS_PROFILE: 'work', AWS_REGION: 'eu-west-1', TORCHRELAY_PYTHON: '/none' };
  const shown = (await doctor(signedIn)).replaceAll(target, '<target>');
  expect(shown.replaceAll(/^. {2}(PyTorch|state|cache).*\n( {2}hint: Install.*\n)?/gm, ''))
    .toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✓  Node     <version>
    ✓  AWS      signed in by AWS_PROFILE, not tried; try: torchrelay doctor --target sagemaker://eu-west-1
    -  Azure    nobody is signed in, which only targets such as azureml://SUBSCRIPTION/GROUP/WORKSPACE need
      hint: Sign in: az login
    ✓  config   torchrelay.config.json: 1 deployment, 0 jobs, 1 stage

    module:<target>
    ✓  account  memory
    ✓  store    memory://objects
    ✓  list     0 deployments there
    ✓  serving  a100-40gb, $3.00 per hour; quota unknown: a memory cloud tells when asked for an instance"
  `);
});

test('what cannot be opened at all is a problem of its own', async () => {
  expect(await doctor({}, '--target=sagemaker://eu-west-1')).toMatch(
    /^exit 1\n[^]*\n\nsagemaker:\/\/eu-west-1\n✗ {2}account {2}Cannot ask AWS .*\n {2}hint: Sign in: /,
  );
});

test('a config file that cannot be used is one more thing to mend, and the rest is told all the same', async () => {
  writeFileSync(join(sandbox.folder, 'torchrelay.config.json'), '{ "deployments": ');
  const shown = (await doctor({ TORCHRELAY_PYTHON: '/none' })).replaceAll(
    sandbox.folder,
    '<folder>',
  );
  expect(shown).toMatch(/^exit 1\n/);
  expect(shown).toContain('✓  Node     ');
  expect(shown.split('\n').filter((line, index, all) => /config/.test(line + all[index - 1])))
    .toMatchInlineSnapshot(`
    [
      "✗  config   The config in <folder>/torchrelay.config.json cannot be read: Unexpected end of JSON input",
      "  hint: Mend it, or name another: --config FILE",
    ]
  `);
  writeFileSync(join(sandbox.folder, 'torchrelay.config.json'), '{ "deploments": {} }');
  expect(await doctor({ TORCHRELAY_PYTHON: '/none' })).toContain('deploments');
});
