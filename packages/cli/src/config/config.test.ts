import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import schema from '../../schema/v1/config.json' with { type: 'json' };
import { parseCommandLine } from '../command-line/parse.ts';
import { commands } from '../commands/index.ts';
import { CommandError } from '../errors/command-error.ts';
import { type Config, defineConfig } from './config.ts';
import { entryArgs } from './entry-args.ts';
import { configure } from './configure.ts';
import type { Settled } from './settle.ts';

const root = mkdtempSync(join(tmpdir(), 'torchrelay-config-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'project-'));
});

const environment = { HOME: root };

/** What a command would work with, in a folder that has this config. */
async function settle(
  line: string,
  config: Config | object | undefined,
  more: Record<string, string> = {},
  from = folder,
): Promise<Settled> {
  if (config !== undefined) {
    writeFileSync(join(folder, 'torchrelay.config.json'), JSON.stringify(config));
  }
  const invocation = parseCommandLine(line.split(' '), commands);
  if (invocation.kind !== 'run') throw new Error(`${line} is no command to run`);
  return configure(invocation, { ...environment, ...more }, from);
}

async function refusal(...given: Parameters<typeof settle>): Promise<string> {
  try {
    await settle(...given);
  } catch (error) {
    if (error instanceof CommandError) return `${error.code}: ${error.message} | ${error.hint}`;
    throw error;
  }
  return 'taken';
}

const whole = defineConfig({
  target: 'sagemaker://us-east-1',
  deployments: {
    resnet50: {
      model: './models/resnet50.pt',
      input: { x: 'FP32[-1,3,224,224]' },
      output: ['scores'],
      instances: 2,
      ttl: '7d',
      lock: true,
      env: { LOG: 'debug', WORKERS: 2 },
      rolloutAlarm: { errors: 5 },
    },
  },
  jobs: {
    digits: { folder: './train', nodes: 2, args: ['--epochs', '3'], data: { digits: './data' } },
  },
  pipelines: { nightly: { file: 'pipeline.ts' } },
  stages: {
    dev: { target: 'local', deployments: { resnet50: { instances: 1, name: 'resnet50-dev' } } },
    prod: { deployments: { resnet50: { maxUsdPerHour: 40 } } },
  },
});

describe('a config file', () => {
  test('says all that deploy needs, in the values that options would have', async () => {
    const { values } = await settle('deploy', whole);
    expect(values).toMatchObject({
      file: join(folder, 'models/resnet50.pt'),
      name: 'resnet50',
      target: 'sagemaker://us-east-1',
      input: [['x', 'FP32[-1,3,224,224]']],
      output: ['scores'],
      instances: 2,
      ttl: 7 * 86_400_000,
      lock: true,
      env: [
        ['LOG', 'debug'],
        ['WORKERS', '2'],
      ],
      rolloutAlarm: [{ serverErrorsPerMinute: 5 }],
      yes: false,
    });
  });

  test('says what other commands are about, and where that is', async () => {
    for (const line of ['status', 'logs', 'history', 'destroy', 'status resnet50']) {
      const { values } = await settle(line, whole);
      expect(values).toMatchObject({ name: 'resnet50', target: 'sagemaker://us-east-1' });
    }
  });

  test('does not scale what is only to be looked at, nor what is told a number', async () => {
    const { values } = await settle('scale --instances 5', whole);
    expect(values).toMatchObject({ name: 'resnet50', instances: 5, maxInstances: undefined });
    expect((await settle('scale', whole)).values).toMatchObject({ instances: undefined });
  });

  test('has jobs and pipelines too', async () => {
    expect((await settle('train', whole)).values).toMatchObject({
      folder: join(folder, 'train'),
      name: 'digits',
      entry: 'train.py',
      nodes: 2,
      args: ['--epochs', '3'],
      data: [['digits', join(folder, 'data')]],
    });
    expect((await settle('train -- --epochs 9', whole)).values['args']).toEqual(['--epochs', '9']);
    expect((await settle('stop', whole)).values).toMatchObject({ name: 'digits' });
    expect((await settle('logs --job', whole)).values).toMatchObject({ name: 'digits' });
    expect((await settle('pipeline', whole)).values).toMatchObject({
      module: join(folder, 'pipeline.ts'),
    });
  });

  test('has nothing to say of a model that is named without it', async () => {
    const { values } = await settle('deploy other.pt', whole);
    expect(values).toMatchObject({ file: 'other.pt', name: undefined, instances: undefined });
    const { values: named } = await settle('deploy other.pt --name resnet50', whole);
    expect(named).toMatchObject({ file: 'other.pt', name: 'resnet50', instances: 2 });
  });

  test('leaves a command for another deployment its own name, and the common target', async () => {
    const { values } = await settle('status other', whole);
    expect(values).toMatchObject({ name: 'other', target: 'sagemaker://us-east-1' });
  });

  test('gives list all targets that it names', async () => {
    const { values } = await settle('list', {
      target: 'local',
      deployments: { a: { target: 'sagemaker://us-east-1' }, b: {} },
      jobs: { c: { target: 'sagemaker://us-east-1' } },
    });
    expect(values['target']).toEqual(['sagemaker://us-east-1', 'local']);
    expect((await settle('list --target local', undefined)).values['target']).toEqual(['local']);
  });

  test('with several deployments wants one named, by its key in place of the file', async () => {
    const two = { deployments: { a: { model: 'a.pt' }, b: { model: 'b.pt', name: 'bee' } } };
    expect(await refusal('deploy', two)).toBe(
      'USAGE: torchrelay.config.json has several deployments: a, b. | Name the deployment: torchrelay deploy a',
    );
    const { values } = await settle('deploy b', two);
    expect(values).toMatchObject({ file: join(folder, 'b.pt'), name: 'bee' });
    expect((await settle('status bee', two)).values['name']).toBe('bee');
    expect((await settle('status b', two)).values['name']).toBe('bee');
    expect((await settle('deploy', two, { TORCHRELAY_NAME: 'b' })).values['name']).toBe('bee');
  });

  test('leaves predict its inputs', async () => {
    const { values } = await settle('predict x=zeros', whole);
    expect(values).toMatchObject({ name: 'resnet50', input: [['x', 'zeros']] });
  });

  test('is found from below, up to the root of the repository', async () => {
    const below = join(folder, 'src', 'deep');
    mkdirSync(below, { recursive: true });
    expect((await settle('status', whole, {}, below)).values['name']).toBe('resnet50');
    mkdirSync(join(folder, 'src', '.git'));
    expect(await refusal('status', undefined, {}, below)).toContain('needs <name>');
  });

  test("above the home folder is somebody else's", async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    expect(await refusal('status', whole, { HOME: home }, home)).toContain('needs <name>');
  });

  test('may be TypeScript, or a JavaScript that exports what it makes', async () => {
    const code = 'export default () => ({ deployments: { made: { model: "m.pt" } } });';
    writeFileSync(join(folder, 'torchrelay.config.mjs'), code);
    expect((await settle('deploy', undefined)).values['name']).toBe('made');
    writeFileSync(
      join(folder, 'other.ts'),
      `const all: object = { jobs: {} };\nexport default all;`,
    );
    expect(await refusal('deploy --config other.ts', undefined)).toContain('needs <file>');
    writeFileSync(join(folder, 'torchrelay.config.js'), code);
    expect(await refusal('deploy', undefined)).toContain(
      'CONFIG_INVALID: There are both torchrelay.config.js and torchrelay.config.mjs',
    );
  });
});

describe('the order is', () => {
  const from = (settings: Settled['settings'], name: string): unknown =>
    settings.find((setting) => setting.name === name);
  const variable = { TORCHRELAY_INSTANCES: '4' };

  test('the command line, the environment, the stage, the config, defaults', async () => {
    const each = [
      await settle('plan --instances 5 --stage dev', whole, variable),
      await settle('plan --stage dev', whole, variable),
      await settle('plan', whole, { TORCHRELAY_STAGE: 'dev' }),
      await settle('plan --stage prod', whole),
    ];
    expect(each.map(({ settings }) => from(settings, 'instances'))).toEqual([
      { name: 'instances', value: 5, source: 'command-line', place: '--instances' },
      { name: 'instances', value: 4, source: 'environment', place: 'TORCHRELAY_INSTANCES' },
      {
        name: 'instances',
        value: 1,
        source: 'stage',
        place: 'stages.dev.deployments.resnet50.instances',
      },
      { name: 'instances', value: 2, source: 'config', place: 'deployments.resnet50.instances' },
    ]);
    const { settings } = await settle('plan x.pt', { deployments: {} });
    expect(from(settings, 'target')).toEqual({ name: 'target', value: 'local', source: 'default' });
  });

  test('so that the target of a stage is before that of a deployment for all stages', async () => {
    const config = {
      deployments: { a: { model: 'a.pt', target: 'local' } },
      stages: { prod: { target: 'sagemaker://eu-west-1' } },
    };
    expect((await settle('plan --stage prod', config)).values['target']).toBe(
      'sagemaker://eu-west-1',
    );
    expect((await settle('plan', config)).values['target']).toBe('local');
  });

  test('the same without a config file', async () => {
    const { values } = await settle('status a', undefined, {
      TORCHRELAY_TARGET: 'sagemaker://us-west-2',
    });
    expect(values['target']).toBe('sagemaker://us-west-2');
    const { values: deployed } = await settle('deploy a.pt', undefined, {
      TORCHRELAY_LOCK: '1',
      TORCHRELAY_ACCELERATOR: '',
    });
    expect(deployed).toMatchObject({ lock: true, accelerator: undefined });
  });

  test('and one stage may give a deployment another name', async () => {
    for (const line of ['plan --stage dev', 'plan resnet50 --stage dev', 'status --stage dev']) {
      const { values } = await settle(line, whole);
      expect(values).toMatchObject({ name: 'resnet50-dev', target: 'local' });
    }
  });
});

test('variables, secrets and signatures in addresses are not repeated where values are shown', async () => {
  const { settings, values } = await settle('plan', {
    deployments: {
      a: { model: 'https://a.blob.core.windows.net/m/a.pt?sv=1&sig=abc', env: { TOKEN: 'hush' } },
    },
  });
  expect(JSON.stringify(settings)).not.toMatch(/hush|sig=abc/);
  expect(JSON.stringify(settings)).toContain('TOKEN=***');
  expect(JSON.stringify(values)).toContain('hush');
});

test('the types refuse what would be refused', () => {
  // @ts-expect-error -- no such key
  defineConfig({ deployments: { a: { instnces: 2 } } });
  // @ts-expect-error -- one of three
  defineConfig({ deployments: { a: { strategy: 'blue-green' } } });
  // @ts-expect-error -- a stage has none of its own
  defineConfig({ stages: { prod: { stages: {} } } });
  expect(defineConfig(whole)).toBe(whole);
});

test.each([
  ['DeploymentConfig', 'deployments'],
  ['JobConfig', 'jobs'],
  ['PipelineConfig', 'pipelines'],
] as const)('the keys of %s are the arguments of its command', (type, kind) => {
  const { properties } = schema.definitions[type];
  expect(Object.keys(properties).toSorted()).toEqual([...entryArgs(kind).keys()].toSorted());
});

describe('what means nothing is refused with its place', () => {
  test.each([
    [
      { deployment: {} },
      'torchrelay.config.json has no key "deployment". | Did you mean "deployments"?',
    ],
    [
      { deployments: { a: { model: 'a.pt', instnces: 2 } } },
      'deployments.a in torchrelay.config.json has no key "instnces". | Did you mean "instances"?',
    ],
    [
      { stages: { prod: { deployments: { a: { maxUsd: 2 } } } } },
      'stages.prod.deployments.a in torchrelay.config.json has no key "maxUsd".',
    ],
    [
      { stages: { prod: { stages: {} } } },
      'stages.prod in torchrelay.config.json has no key "stages".',
    ],
    [
      { deployments: { a: { instances: 'three' } } },
      'deployments.a.instances in torchrelay.config.json expects a whole number from 1, got "three".',
    ],
    [
      { deployments: { a: { lock: 'yes' } } },
      'deployments.a.lock in torchrelay.config.json expects true or false, got "yes".',
    ],
    [
      { deployments: { a: { strategy: 'blue-green' } } },
      'expects one of side-by-side, in-place, recreate, got "blue-green".',
    ],
    [
      { deployments: { a: { yes: true } } },
      'deployments.a in torchrelay.config.json has no key "yes".',
    ],
    [
      { jobs: { a: { args: '--epochs 3' } } },
      'jobs.a.args in torchrelay.config.json expects a list of texts',
    ],
    [{ deployments: [] }, 'deployments in torchrelay.config.json has to be an object.'],
    [{ target: 3 }, 'target in torchrelay.config.json has to be a target, such as local.'],
    [{ deployments: { a: { exclude: [{}] } } }, 'expects texts, or values by name'],
  ])('%j', async (config, message) => {
    expect(await refusal('deploy a.pt', config)).toContain(`CONFIG_INVALID: `);
    expect(await refusal('deploy a.pt', undefined)).toContain(message);
  });

  test('a stage that is not there', async () => {
    expect(await refusal('plan --stage pord', whole)).toContain('| Did you mean --stage prod?');
    expect(await refusal('plan a.pt --stage prod', { target: 'local' })).toContain(
      'torchrelay.config.json has no stage "prod". | Add one',
    );
    rmSync(join(folder, 'torchrelay.config.json'));
    expect(await refusal('plan a.pt --stage prod', undefined)).toContain('There is no config file');
  });

  test('a file that is not there, or that is no JSON', async () => {
    expect(await refusal('plan --config nowhere.ts', undefined)).toContain('There is no file');
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(await refusal('plan --config broken.json', undefined)).toContain('cannot be read');
  });

  test('a variable', async () => {
    expect(await refusal('plan a.pt', undefined, { TORCHRELAY_INSTANCES: 'two' })).toBe(
      'USAGE: The variable TORCHRELAY_INSTANCES expects a whole number from 1, got "two". | Change it, or take it away: unset TORCHRELAY_INSTANCES',
    );
    expect(await refusal('plan a.pt', undefined, { TORCHRELAY_LOCK: 'maybe' })).toContain(
      'expects true or false',
    );
  });
});
