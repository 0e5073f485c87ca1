import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { addModel } from '@torchrelay/testing';
import { afterAll, expect, test } from 'vitest';

import { mask, transcript } from '../test-support/mask.ts';
import { createSandbox, runCommand, type CommandResult } from '../test-support/run-command.ts';
import { runOnTerminal } from '../test-support/run-on-terminal.ts';

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const target = fileURLToPath(new URL('../test-support/memory-target.ts', import.meta.url));
const commandLine = [
  'deploy',
  addModel(2),
  '--name=adder',
  `--target=module:${target}`,
  '--input=x=FP32[-1]',
  '--output=y=FP32[-1]',
];

const deploy = (
  more: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<CommandResult> => runCommand([...commandLine, ...more], { sandbox, environment });

test('what costs money is not begun where there is nobody to ask', async () => {
  expect(mask(transcript(await deploy()), target)).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✓ inspect <time>
    ✓ package <time>

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      + create  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      + record  release   1

    Runs on  1 × a100-40gb (A100-40GB) in memory: the cheapest of 3 that fit
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    4 to add, 0 to change, 0 to delete

    error: This deploy has to be confirmed, and there is no terminal to ask on. Nothing was changed.

    hint: Pass --yes to agree beforehand."
  `);
});

test('plan --policy prints what its steps must be allowed to do, and nothing else', async () => {
  const [, ...rest] = commandLine;
  const result = await runCommand(['plan', ...rest, '--policy'], { sandbox });
  expect(JSON.parse(result.stdout)).toEqual({
    allow: ['memory:create', 'memory:read', 'memory:verify'],
    on: 'adder',
  });
});

test('plan says where each value came from, and deploy needs nothing more than the config', async () => {
  const code = `export default {
    deployments: {
      adder: { model: '${addModel(2)}', input: { x: 'FP32[-1]' }, output: { y: 'FP32[-1]' } },
    },
    stages: { prod: { target: 'module:${target}', deployments: { adder: { env: { KEY: 'hush' } } } } },
  };`;
  writeFileSync(join(sandbox.folder, 'named.config.mjs'), code);
  const config = { TORCHRELAY_CONFIG: 'named.config.mjs', TORCHRELAY_STAGE: 'prod' };
  const { screen } = await runOnTerminal(['plan', '--max-usd-per-hour=40'], {
    sandbox,
    environment: config,
  });
  expect(mask(screen, target).replaceAll(/\S+add-2.pt|\/\S+…/g, '<path>')).toMatchInlineSnapshot(`
    "✓ inspect <time>
    ✓ package <time>
    setting        value                           said by
    model          <path>  deployments.adder.model
    name           adder                           deployments.adder.name
    target         module:<path>  stages.prod.target
    input          x=FP32[-1]                      deployments.adder.input
    output         y=FP32[-1]                      deployments.adder.output
    maxUsdPerHour  40                              --max-usd-per-hour
    env            KEY=***                         stages.prod.deployments.adder.env

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      + create  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      + record  release   1

    Runs on  1 × a100-40gb (A100-40GB) in memory: the cheapest of 3 that fit
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    4 to add, 0 to change, 0 to delete

    To do it, run the same with deploy in place of plan.
    "
  `);
  const deployed = await runCommand(['deploy', '--yes'], { sandbox, environment: config });
  expect(deployed).toMatchObject({ exitCode: 0, stdout: 'adder\n' });
  expect(screen + deployed.stderr).not.toContain('hush');
});

test('a price limit refuses what is dearer, and names the way around it', async () => {
  const result = await deploy(['--yes', '--max-usd-per-hour=2.5']);
  expect(result.exitCode).toBe(4);
  expect(result.stderr).toContain('memory/a100-40gb: $3.00 per hour, the limit is $2.50');
  expect(result.stderr).toContain('--max-usd-per-hour');
});

test('--yes agrees beforehand', async () => {
  expect(mask(transcript(await deploy(['--yes'])), target)).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    adder
    --- stderr
    ✓ inspect <time>
    ✓ package <time>

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      + create  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      + record  release   1

    Runs on  1 × a100-40gb (A100-40GB) in memory: the cheapest of 3 that fit
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    4 to add, 0 to change, 0 to delete

    ✓ upload package <digest> <time>
    ✓ create config config/adder/<digest> <time>
    ✓ create endpoint endpoint/adder <time>
    ✓ verify endpoint endpoint/adder <time>
    ✓ record release 1 <time>

    adder answers on memory after <time>.
    Ask it:
      torchrelay predict adder --input 'x=[0]' --target module:<folder>
    Then:
      torchrelay logs adder --follow --target module:<folder>
      torchrelay destroy adder --target module:<folder>"
  `);
});

test('on a terminal the plan is shown with its price, and asked about', async () => {
  const { screen, exitCode } = await runOnTerminal(commandLine, {
    sandbox,
    answers: [['Deploy it\\?', 'y\r']],
  });
  expect(exitCode).toBe(0);
  expect(mask(screen, target)).toMatchInlineSnapshot(`
    "✓ inspect <time>
    ✓ package <time>

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      + create  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      + record  release   1

    Runs on  1 × a100-40gb (A100-40GB) in memory: the cheapest of 3 that fit
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    4 to add, 0 to change, 0 to delete

    Deploy it? [y/N] y
    ✓ upload package <digest> <time>
    ✓ create config config/adder/<digest> <time>
    ✓ create endpoint endpoint/adder <time>
    ✓ verify endpoint endpoint/adder <time>
    ✓ record release 1 <time>
    adder

    adder answers on memory after <time>.
    Ask it:
      torchrelay predict adder --input 'x=[0]' --target module:<folder>
    Then:
      torchrelay logs adder --follow --target module:<folder>
      torchrelay destroy adder --target module:<folder>
    "
  `);
});

test('no means no, and so does an empty line', async () => {
  for (const keys of ['n\r', '\r', '\u0004']) {
    const { screen, exitCode } = await runOnTerminal(commandLine, {
      sandbox,
      answers: [['Deploy it\\?', keys]],
    });
    expect(exitCode).toBe(1);
    expect(screen).toContain('error: The plan was declined; nothing was changed.');
  }
});

test('Ctrl-C at the question stops it', async () => {
  const once = await runOnTerminal(commandLine, {
    sandbox,
    answers: [['Deploy it\\?', '\u0003']],
  });
  expect(once.exitCode).toBe(130);
  expect(once.screen).toContain('error: Stopped, as asked. Nothing was changed.');
});

test('Ctrl-C while a cloud works says what goes on, how to follow it, and how to be rid of it', async () => {
  const environment = { TEST_CLOUD: 'slow' };
  const piped = await runCommand([...commandLine, '--yes'], {
    sandbox,
    environment,
    interruptAt: /config\/adder\/\w+: /,
  });
  expect(mask(transcript(piped), target)).toMatchInlineSnapshot(`
    "exit 130
    --- stderr
    ✓ inspect <time>
    ✓ package <time>

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      + create  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      + record  release   1

    Runs on  1 × a100-40gb (A100-40GB) in memory: the cheapest of 3 that fit
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    4 to add, 0 to change, 0 to delete

    ✓ upload package <digest> <time>

    Stopping. Press Ctrl-C again to leave at once.
    error: Stopped waiting, as asked. What was begun goes on without us: create config config/adder/<digest>.

    hint: Run the same again: it goes on where it is. Or:
      torchrelay status adder --target module:<folder>
      torchrelay destroy adder --target module:<folder>"
  `);
  const { screen, exitCode } = await runOnTerminal([...commandLine, '--yes', '--json'], {
    sandbox,
    environment,
    answers: [['create config config/adder/[0-9a-f]+ ', '\u0003']],
  });
  expect({ exitCode, waiting: screen.includes('Stopping. Press Ctrl-C again') }).toEqual({
    exitCode: 130,
    waiting: true,
  });
  expect(screen).toContain('"code": "ABORTED"');
});

test('the second Ctrl-C leaves at once, whatever goes on', async () => {
  const hanging =
    'console.error("hanging"); setInterval(() => {}, 1000); await new Promise(() => {});';
  writeFileSync(join(sandbox.folder, 'hanging.js'), hanging);
  const { screen, exitCode } = await runOnTerminal(['list', '--target', 'module:hanging.js'], {
    sandbox,
    answers: [
      ['hanging', '\u0003'],
      ['at once', '\u0003'],
    ],
  });
  expect(exitCode).toBe(130);
  expect(screen).toContain('Stopping. Press Ctrl-C again to leave at once.');
});

test('no capacity anywhere exits with 4, after every offer was tried', async () => {
  const result = await deploy(['--yes'], { TEST_CLOUD: 'exhausted' });
  expect(mask(transcript(result), target)).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    ✓ inspect <time>
    ✓ package <time>

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      + create  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      + record  release   1

    Runs on  1 × a100-40gb (A100-40GB) in memory: the cheapest of 3 that fit
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    4 to add, 0 to change, 0 to delete

    ✓ upload package <digest> <time>
    ✓ create config config/adder/<digest> <time>
    ✗ create endpoint endpoint/adder
    ! memory/a100-40gb cannot be had: endpoint/adder failed: InsufficientInstanceCapacity. Trying memory/a100-80gb.
    ✓ delete endpoint endpoint/adder <time>
    ✗ create endpoint endpoint/adder
    ! memory/a100-80gb cannot be had: endpoint/adder failed: InsufficientInstanceCapacity. Trying memory/a100-80gb-large.
    ✓ delete endpoint endpoint/adder <time>
    ✗ create endpoint endpoint/adder
    ! memory/a100-80gb-large cannot be had: endpoint/adder failed: InsufficientInstanceCapacity.
    ! Removing what was begun.
    ✓ delete endpoint endpoint/adder <time>
    ✓ delete config config/adder/<digest> <time>
    ✓ What was begun is removed.
    error: None of the acceptable offers could be had (memory/a100-40gb, memory/a100-80gb, memory/a100-80gb-large). The last said: endpoint/adder failed: InsufficientInstanceCapacity.

    hint: What was begun has been removed again. Try again later, allow another accelerator or region, or ask for quota."
  `);
});

test('a change that fails is rolled back, which exits with 5 and says what serves', async () => {
  const result = await deploy(['--yes'], { TEST_CLOUD: 'broken-update' });
  expect(mask(transcript(result), target)).toMatchInlineSnapshot(`
    "exit 5
    --- stderr
    ✓ inspect <time>
    ✓ package <time>

    Plan for adder on memory
      + upload  package   <digest>               2.76 kB
      + create  config    config/adder/<digest>
      ~ update  endpoint  endpoint/adder
      ? verify  endpoint  endpoint/adder
      - delete  config    config/adder/<digest>
      + record  release   2

    Runs on  1 × a100-40gb (A100-40GB) in memory: serves now, and still satisfies
    Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
    Price    $3.00 per hour, $2,190 per month (made up, <age>)
    Quota    unknown, 1 needed: a memory cloud tells when asked for an instance
    Else     a100-80gb, $4.00; a100-80gb-large, $5.00

    3 to add, 1 to change, 1 to delete

    ✓ upload package <digest> <time>
    ✓ create config config/adder/<digest> <time>
    ✗ update endpoint endpoint/adder
    ! Putting release 1 back.
    ✓ delete config config/adder/<digest> <time>
    ✓ Release 1 serves again.
    error: endpoint/adder failed: health check failed.

    hint: Release 1 serves, as before."
  `);
});

test('a canary of which an alarm goes off is told as rolled back, and exits with 5', async () => {
  const rollout = ['--rollout=canary', '--rollout-part=10%', '--rollout-alarm=errors=5'];
  const { stderr, exitCode } = await deploy(['--yes', '--rollout-wait=1s', ...rollout], {
    TEST_CLOUD: 'alarm',
  });
  expect(exitCode).toBe(5);
  expect(stderr).toContain('error: endpoint/adder failed: an alarm went off.');
  expect(stderr).toContain('hint: Release 1 serves, as before.');
});

test('a part that is none is a mistake in the command line', async () => {
  const { stderr, exitCode } = await deploy(['--yes', '--rollout-part=some']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('a share like 10%, or a number of instances');
});

test('as JSON the failure says which release was restored', async () => {
  const { stdout, exitCode } = await deploy(['--yes', '--json'], { TEST_CLOUD: 'broken-update' });
  expect(exitCode).toBe(5);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: expect.any(String), message: expect.any(String), data: { restored: 1 } },
  });
});

test('a target that is not there is named, with those that are', async () => {
  writeFileSync(join(sandbox.folder, 'empty.js'), 'export default 1;');
  writeFileSync(join(sandbox.folder, 'broken.js'), 'throw new Error("no such region")');
  const shown = [];
  for (const uri of [
    'sagemaker://us-east-1',
    'locl',
    'local://here',
    'module:',
    'module:empty.js',
    'module:broken.js',
    'module:nowhere.js',
  ]) {
    const result = await runCommand(['list', '--target', uri], { sandbox });
    shown.push(transcript(result, sandbox.folder));
  }
  expect(shown.join('\n\n')).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    error: Cannot ask AWS whose account this is: nobody is signed in to AWS here (Could not load credentials from any providers).

    hint: Sign in: aws sso login, with the profile in AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

    exit 2
    --- stderr
    error: This version of torchrelay has no target "locl".

    hint: Did you mean --target local?

    exit 2
    --- stderr
    error: The target "local" has no places, got "here".

    hint: Write --target local

    exit 2
    --- stderr
    error: The target "module" needs to know where.

    hint: Write --target module:PATH

    exit 2
    --- stderr
    error: empty.js does not export a target by default.

    hint: Write: export default myTarget({ … });

    exit 2
    --- stderr
    error: The target in broken.js cannot be loaded: no such region

    hint: Give the path of a JavaScript file whose default export is a target.

    exit 2
    --- stderr
    error: There is no file nowhere.js with a target in it.

    hint: Check the path; it is taken relative to the current folder."
  `);
}, 30_000);

test('suggested commands name the target', async () => {
  const { stderr } = await deploy(['--yes']);
  expect(stderr).toContain(`torchrelay logs adder --follow --target module:${target}`);
});
