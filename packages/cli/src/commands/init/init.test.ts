import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addModel } from '@torchrelay/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { mask, transcript } from '../../test-support/mask.ts';
import { runOnTerminal } from '../../test-support/run-on-terminal.ts';
import {
  type CommandResult,
  createSandbox,
  runCommand,
  type Sandbox,
} from '../../test-support/run-command.ts';
import { configText } from './config-text.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});
afterEach(() => sandbox[Symbol.dispose]());

const at = (name: string): string => join(sandbox.folder, name);
const run = (
  commandLine: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandResult> => runCommand(commandLine, { sandbox, environment });

test('models are found by what is in them, and a config is written that works', async () => {
  mkdirSync(at('models'));
  copyFileSync(addModel(1), at('models/Adder v1.bin'));
  writeFileSync(at('weights.pt'), 'PK\u0003\u0004 and no more');
  writeFileSync(at('notes.pt'), 'no model at all');
  const written = await run(['init'], { AWS_PROFILE: 'work', AWS_REGION: 'eu-west-1' });
  expect(mask(transcript(written), sandbox.folder)).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    torchrelay.config.json
    --- stderr
    ! ./weights.pt: It starts as a zip archive, as PyTorch writes, but the directory at its end is missing.
    ! ./models/Adder v1.bin does not say what it takes. Say it in deployments.adder-v1, with its own sizes:
        "input": { "x": "FP32[-1,3,224,224]" }

    Found 1 model: adder-v1. When the file says what each takes, see what would be done, and do it:
      torchrelay plan
      torchrelay deploy
    On sagemaker://eu-west-1:
      torchrelay plan --stage prod"
  `);
  const config = readFileSync(at('torchrelay.config.json'), 'utf8');
  expect(JSON.parse(config)).toEqual({
    target: 'local',
    deployments: { 'adder-v1': { model: './models/Adder v1.bin' } },
    stages: { prod: { target: 'sagemaker://eu-west-1' } },
  });
  const declared = ['--input=x=FP32[-1]', '--output=y=FP32[-1]', '--no-rehearsal'];
  const planned = await run(['plan', ...declared, '--json']);
  expect(planned.exitCode).toBe(0);
  const { plan, settings } = JSON.parse(planned.stdout);
  expect(plan.name).toBe('adder-v1');
  expect(settings).toContainEqual({
    name: 'model',
    value: './models/Adder v1.bin',
    source: 'config',
    place: 'deployments.adder-v1.model',
  });
});

test('what is there is never overwritten', async () => {
  copyFileSync(addModel(1), at('add.pt'));
  writeFileSync(at('torchrelay.config.mjs'), 'export default {};');
  expect(transcript(await run(['init', '--yes']))).toMatchInlineSnapshot(`
    "exit 1
    --- stderr
    error: There is torchrelay.config.mjs already. Nothing was changed.

    hint: See what it would do: torchrelay plan"
  `);
  expect(existsSync(at('torchrelay.config.json'))).toBe(false);
});

test('where there is no model, nothing is written, and it is said how to save one', async () => {
  expect(transcript(await run(['init', '--json']))).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    {"schemaVersion":1,"error":{"code":"MODEL_FILE_NOT_FOUND","message":"There is no TorchScript file here or below.","hint":"Save one in Python: torch.jit.save(torch.jit.script(model), 'model.pt')","recovery":"never","effect":"none","data":{}}}"
  `);
  expect(existsSync(at('torchrelay.config.json'))).toBe(false);
});

test('on a terminal a cloud is asked about, and left out where the answer is no', async () => {
  copyFileSync(addModel(1), at('add.pt'));
  mkdirSync(at('node_modules'));
  symlinkSync(fileURLToPath(new URL('../../../', import.meta.url)), at('node_modules/torchrelay'));
  const { screen } = await runOnTerminal(['init'], {
    sandbox,
    environment: { AWS_ACCESS_KEY_ID: 'AKIA' },
    answers: [['us-east-1\\?', 'n\r']],
  });
  expect(mask(screen, sandbox.folder)).toMatchInlineSnapshot(`
    "Signed in by AWS_ACCESS_KEY_ID. Add a stage prod on sagemaker://us-east-1? [y/N] n
    torchrelay.config.ts
    ! ./add.pt does not say what it takes. Say it in deployments.add, with its own
      sizes:
        input: { x: 'FP32[-1,3,224,224]' }

    Found 1 model: add. When the file says what each takes, see what would be done,
    and do it:
      torchrelay plan
      torchrelay deploy
    "
  `);
  expect(readFileSync(at('torchrelay.config.ts'), 'utf8')).toMatchInlineSnapshot(`
    "import { defineConfig } from 'torchrelay';

    export default defineConfig({
      target: 'local',
      deployments: {
        add: {
          model: './add.pt',
        },
      },
    });
    "
  `);
});

test('what is written as code is read with its import', async () => {
  mkdirSync(at('node_modules'));
  symlinkSync(fileURLToPath(new URL('../../../', import.meta.url)), at('node_modules/torchrelay'));
  const config = { deployments: { add: { model: './add.pt' } } };
  writeFileSync(at('torchrelay.config.ts'), configText(config, 'ts'));
  const { stderr, exitCode } = await run(['history']);
  expect({ stderr, exitCode }).toEqual({ stderr: 'add has no releases on local.\n', exitCode: 0 });
});

test('the workspace that az has as its default is a cloud too', async () => {
  copyFileSync(addModel(1), at('add.pt'));
  mkdirSync(at('.azure'));
  const subscriptions = [{ id: 'other' }, { id: '0000-1111', isDefault: true }];
  writeFileSync(at('.azure/azureProfile.json'), `\uFEFF${JSON.stringify({ subscriptions })}`);
  writeFileSync(at('.azure/config'), '[defaults]\ngroup = research\nworkspace = vision\n');
  const { stdout } = await run(['init', '--yes', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    config: { stages: { prod: { target: 'azureml://0000-1111/research/vision' } } },
  });
});

test('as code it keeps what JSON would quote', async () => {
  const config = {
    deployments: { 'a-b': { model: `./it's "new".pt` }, plain: { model: './b.pt' } },
  };
  const text = configText(config, 'mjs');
  const literal = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const code = encodeURIComponent(`export default ${literal}`);
  expect(await import(`data:text/javascript,${code}`)).toMatchObject({ default: config });
  expect(text).toContain("    plain: {\n      model: './b.pt',\n    },\n");
});
