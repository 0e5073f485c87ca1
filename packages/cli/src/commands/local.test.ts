import { exec, execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { transcript } from '../test-support/mask.ts';
import { makeModels } from '../test-support/models.ts';
import {
  type CommandResult,
  createSandbox,
  runCommand,
  type CommandOptions,
} from '../test-support/run-command.ts';
import { servingPython } from '../test-support/serving-python.ts';
import { runOnTerminal } from '../test-support/run-on-terminal.ts';

/** One deployment with real PyTorch, for all tests here, which go through its life in order. */
const sandbox = createSandbox();
const run = (
  commandLine: readonly string[],
  options: Omit<CommandOptions, 'sandbox'> = {},
): Promise<CommandResult> => runCommand(commandLine, { sandbox, ...options });
const see = async (...commandLine: readonly string[]): Promise<string> =>
  transcript(await run(commandLine), sandbox.folder);

const declared = ['--name', 'adder', '--input', 'x=FP32[-1]'];
let deployed: CommandResult;

beforeAll(async () => {
  for (const offset of [1, 2] as const) {
    copyFileSync(addModel(offset), join(sandbox.folder, `add-${offset}.pt`));
  }
  deployed = await run(['deploy', 'add-1.pt', ...declared]);
}, 180_000);

afterAll(async () => {
  await run(['destroy', 'adder', '--yes']);
  sandbox[Symbol.dispose]();
}, 60_000);

describe('deploy', () => {
  test('shows its stages, the plan, each step with its time, and what can be done next', () => {
    expect(transcript(deployed, sandbox.folder)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      http://127.0.0.1:<port>
      --- stderr
      ✓ inspect <time>
      ✓ rehearse <time>
      ✓ package <time>

      Plan for adder on local
        + upload  package     <digest>  2.78 kB
        + create  server      adder
        + create  deployment  <digest>
        ? verify  deployment  <digest>
        ~ route   traffic     adder
        ? verify  endpoint    adder
        + record  release     1
      4 to add, 1 to change, 0 to delete

      ✓ upload package <digest> <time>
      ✓ create server adder <time>
        create deployment <digest>: PyTorch is loading the model
      ✓ create deployment <digest> <time>
      ✓ verify deployment <digest> <time>
      ✓ route traffic adder <time>
      ✓ verify endpoint adder <time>
      ✓ record release 1 <time>

      adder answers on local after <time>.
      Ask it:
        torchrelay predict adder --input 'x=[0]'
        curl -s http://127.0.0.1:<port>/v2/models/model/infer -H 'content-type: application/json' -d '{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[0]}]}'
      Then:
        torchrelay logs adder --follow
        torchrelay destroy adder"
    `);
  });

  test('prints the URL alone on stdout, which answers', async () => {
    const url = deployed.stdout.trimEnd();
    const response = await fetch(`${url}/v2/health/ready`);
    expect(response.status).toBe(200);
  });

  test('prints a curl line that works as it stands', async () => {
    const line = /^ {2}(curl .*)$/m.exec(deployed.stderr)?.[1] ?? 'no curl line';
    const { stdout } = await promisify(exec)(line);
    expect(JSON.parse(stdout)).toMatchObject({
      outputs: [{ datatype: 'FP32', shape: [1], data: [1] }],
    });
  });

  test('the same again changes nothing', async () => {
    expect(await see('deploy', 'add-1.pt', ...declared)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      http://127.0.0.1:<port>
      --- stderr
      ✓ inspect <time>
      ✓ rehearse <time>
      ✓ package <time>

      = adder on local is as wanted: no change
      Ask it:
        torchrelay predict adder --input 'x=[0]'
        curl -s http://127.0.0.1:<port>/v2/models/model/infer -H 'content-type: application/json' -d '{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[0]}]}'
      Then:
        torchrelay logs adder --follow
        torchrelay destroy adder"
    `);
  }, 120_000);

  test('asks for what the file does not say, with options that can be pasted', async () => {
    expect(await see('deploy', 'add-1.pt', '--no-rehearsal')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      ✓ inspect <time>
      error: add-1.pt does not say the datatype and shape of its input "x" and of its output "OUTPUT__0".

      hint: Declare them, with your own sizes and -1 where they vary:
        in code: { inputs: { x: 'FP32[-1,3,224,224]' }, outputs: { OUTPUT__0: 'FP32[-1,1000]' } }
        on the command line: --input 'x=FP32[-1,3,224,224]' --output 'OUTPUT__0=FP32[-1,1000]'
      A rehearsal finds the outputs out: rehearseOn: local(), or leave out --no-rehearsal"
    `);
  });

  test('Ctrl-C before anything is changed says so', async () => {
    const interrupted = await run(['deploy', 'add-2.pt', ...declared], {
      interruptAt: /inspect/,
    });
    expect(transcript(interrupted)).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      ✓ inspect <time>

      Stopping. Press Ctrl-C again to leave at once.
      error: Stopped, as asked. Nothing was changed."
    `);
  });
});

describe('a model with a large input', () => {
  beforeAll(() => makeModels(sandbox.folder));
  afterAll(() => run(['destroy', 'classifier', '--yes']), 60_000);

  test('is asked with zeros, as raw bytes, by lines that work as they stand', async () => {
    const { stdout, stderr, exitCode } = await run(['deploy', 'classifier.pt']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^http/) });
    expect(stderr).toContain('torchrelay predict classifier --input image=zeros\n');
    const line = /^ {2}(\{ printf .*)$/m.exec(stderr)?.[1] ?? 'no such line';
    const answer = JSON.parse((await promisify(exec)(line, { shell: '/bin/bash' })).stdout);
    const asked = await run(['predict', 'classifier', '--input', 'image=zeros', '--json']);
    const [output] = answer.outputs;
    expect(output).toMatchObject({ datatype: 'FP32', shape: [1, 10] });
    expect(JSON.parse(asked.stdout).outputs[output.name].data).toEqual(output.data);
  }, 180_000);

  test('predict takes an array of NumPy, and names the largest score of each row', async () => {
    const script = "import numpy; numpy.save('image.npy', numpy.ones((1, 3, 32, 32)))";
    execFileSync(servingPython(), ['-c', script], { cwd: sandbox.folder });
    const { stdout } = await run(['predict', 'classifier', '--input', 'image=@image.npy']);
    expect(stdout).toMatch(/^\S+ {2}FP32 \[1, 10\]\n.* argmax → \d\n$/);
  });
});

describe('predict', () => {
  test('shows the values with shape, datatype and the largest', async () => {
    expect(await see('predict', 'adder', '--input', 'x=[1, 2.5, -3]')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      OUTPUT__0  FP32 [3]
        2  3.5  -2  argmax → 1
      --- stderr
      answered in <time>"
    `);
  });

  test('takes JSON from a file', async () => {
    writeFileSync(join(sandbox.folder, 'x.json'), '[10, 20]');
    const { stdout } = await run(['predict', 'adder', '--input', 'x=@x.json', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      outputs: { OUTPUT__0: { datatype: 'FP32', shape: [2], data: [11, 21] } },
      durationInMs: expect.any(Number),
    });
  });

  test('takes the smallest input of zeros', async () => {
    const { stdout } = await run(['predict', 'adder', '--input', 'x=zeros', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ outputs: { OUTPUT__0: { data: [1] } } });
  });

  test('values that do not fit the model are refused before they are sent', async () => {
    const shown = [
      await see('predict', 'adder'),
      await see('predict', 'adder', '--input', 'y=[1]'),
      await see('predict', 'adder', '--input', 'x=["a"]'),
      await see('predict', 'adder', '--input', 'x=[[1],[2]]'),
      await see('predict', 'adder', '--input', 'x=[1'),
      await see('predict', 'adder', '--input', 'x=@nowhere.json'),
      await see('predict', 'adder', '--input', 'x=[1]', '--input', 'x=[2]'),
      await see('predict', 'adder', '--input', 'x=[1]', '--output', 'z'),
    ];
    expect(shown.join('\n\n')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: adder needs a value for its input "x".

      hint: Write torchrelay predict adder --input 'x=[0]'

      exit 2
      --- stderr
      error: adder has no input "y"; it has "x".

      hint: Write torchrelay predict adder --input 'x=[0]'

      exit 2
      --- stderr
      error: Input "x": expected element [0] to be a number in range (FP32), got the string "a".

      exit 2
      --- stderr
      error: Input "x": expected shape [-1], which the model takes, got [2, 1].

      exit 2
      --- stderr
      error: The value of --input x is not JSON: Expected ',' or ']' after array element in JSON at position 2 (line 1 column 3).

      hint: Write numbers in brackets, [[1, 2], [3, 4]], or name a file: @input.json, @input.npy

      exit 2
      --- stderr
      error: --input x names the file nowhere.json, which does not exist.

      hint: Check the path; it is taken relative to the current folder.

      exit 2
      --- stderr
      error: --input x is given twice.

      hint: For several rows give one array: [[…], […]]

      exit 2
      --- stderr
      error: Model "model" has the outputs "OUTPUT__0", got "z"."
    `);
  }, 30_000);
});

describe('looking', () => {
  test('list shows what is there, and where', async () => {
    expect(await see('list')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      name   state  url
      adder  ready  http://127.0.0.1:<port>"
    `);
  });

  test('list --json gives the deployments', async () => {
    const { stdout } = await run(['list', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      deployments: [{ name: 'adder', state: 'ready', url: deployed.stdout.trimEnd() }],
    });
  });

  test('status shows state, release, signature and what it is made of', async () => {
    const seen = await see('status', 'adder');
    const masked = seen
      // As many workers as this machine has room for.
      .replace(/\d+ × this-machine/, '<n> × this-machine')
      // How far apart columns are depends on how long the process's number is.
      .replaceAll(/(<id>|<digest>) +(running|ready)/g, '$1  $2');
    expect(masked).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      name     adder
      state    ready
      target   local, file://<folder>/state/local
      url      http://127.0.0.1:<port>
      runs on  <n> × this-machine
      release  1, <date> by <actor>
      model    <digest>, 2.78 kB
      inputs   x FP32[-1]
      outputs  OUTPUT__0 FP32[-1]

      server      process <id>  running
      deployment  <digest>  ready
      --- stderr

      Its logs: torchrelay logs adder"
    `);
  });

  test('status --json gives all of it', async () => {
    const { stdout } = await run(['status', 'adder', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'adder',
      provider: 'local',
      state: 'ready',
      release: { number: 1, verb: 'deploy' },
    });
  });

  test('logs prints time, source and text, and --tail the last lines of it', async () => {
    const all = await run(['logs', 'adder']);
    const tail = await run(['logs', 'adder', '--tail', '1']);
    const lines = all.stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}\S+ {2}\S/);
    expect(lines.length).toBeGreaterThan(1);
    expect(tail.stdout.trimEnd()).toBe(lines.at(-1));
  });

  test('logs --follow goes on until Ctrl-C, which is how it ends', async () => {
    const followed = await run(['logs', 'adder', '--follow'], { interruptAt: /\n/ });
    expect(followed.exitCode).toBe(130);
    expect(followed.stderr).not.toContain('error');
  });

  test('logs --json gives the lines, and never ends with --follow', async () => {
    const { stdout } = await run(['logs', 'adder', '--tail', '1', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      lines: [{ time: expect.any(Number), source: expect.any(String), text: expect.any(String) }],
    });
    const refused = await run(['logs', 'adder', '--follow', '--json']);
    expect(refused.exitCode).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'USAGE' } });
  });

  test('a name that is not there is no name of a deployment, and no path either', async () => {
    const commands = ['predict', 'status', 'logs', 'rollback'];
    const unknown = await Promise.all(commands.map((command) => see(command, 'nobody')));
    const paths = await Promise.all(
      [...commands, 'history', 'destroy'].map((command) => see(command, '../adder')),
    );
    expect([...new Set(unknown), ...new Set(paths)].join('\n\n')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: Nothing serves under the name "nobody" on local.

      hint: If it is elsewhere, name its target. See what is there: torchrelay list

      exit 2
      --- stderr
      error: "../adder" cannot name a deployment or a job: 3 to 32 of a-z, 0-9 and single hyphens, starting with a letter.

      hint: Use "adder", or any other name of that form."
    `);
  }, 30_000);
});

describe('changing', () => {
  const plan = ['plan', 'add-2.pt', ...declared, '--output', 'y=FP32[-1]', '--no-rehearsal'];

  test('plan shows on stdout what deploy would do', async () => {
    expect(await see(...plan)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Plan for adder on local
        + upload  package     <digest>  2.76 kB
        + create  deployment  <digest>
        ? verify  deployment  <digest>
        ~ route   traffic     adder
            deployment: <digest> -> <digest>
        ? verify  endpoint    adder
        - delete  deployment  <digest>
        + record  release     2
      3 to add, 1 to change, 1 to delete
      --- stderr
      ✓ inspect <time>
      ✓ package <time>

      To do it, run the same with deploy in place of plan."
    `);
  });

  test('plan --exit-code tells a script', async () => {
    const { exitCode, stdout } = await run([...plan, '--exit-code', '--json']);
    expect(exitCode).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({
      changes: true,
      plan: { verb: 'deploy', name: 'adder', hash: expect.stringMatching(/^sha256:/) },
    });
  });

  test('deploy carries out the plan that was approved, and no other', async () => {
    const { stdout } = await run([...plan, '--json']);
    const { hash } = JSON.parse(stdout).plan;
    const [, ...rest] = plan;
    const stale = await run(['deploy', ...rest, '--approved-plan', 'sha256:0']);
    const approved = await run(['deploy', ...rest, '--approved-plan', hash, '--json']);
    expect(stale.stderr).toContain('error: "adder" has changed since the plan was made');
    expect(JSON.parse(approved.stdout)).toMatchObject({
      endpoint: { name: 'adder', signature: { outputs: [{ name: 'y' }] } },
      changed: true,
      warnings: [],
    });
  }, 120_000);

  test('history lists both releases, rollback brings the first back', async () => {
    expect(await see('history', 'adder')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      release  when                      who      what    model
            1  <date>  <actor>  deploy  <digest>
            2  <date>  <actor>  deploy  <digest>
      --- stderr

      The one before again: torchrelay rollback adder"
    `);
    expect(await see('rollback', 'adder')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      adder serves release 3, which is release 1 again.
      --- stderr

      Plan for adder on local
        + create  deployment  <digest>
        ? verify  deployment  <digest>
        ~ route   traffic     adder
            deployment: <digest> -> <digest>
        ? verify  endpoint    adder
        - delete  deployment  <digest>
        + record  release     3
      2 to add, 1 to change, 1 to delete

        create deployment <digest>: PyTorch is loading the model
      ✓ create deployment <digest> <time>
      ✓ verify deployment <digest> <time>
      ✓ route traffic adder <time>
      ✓ verify endpoint adder <time>
      ✓ delete deployment <digest> <time>
      ✓ record release 3 <time>

      All of them: torchrelay history adder"
    `);
    const { stdout } = await run(['predict', 'adder', '--input', 'x=[1]', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ outputs: { OUTPUT__0: { data: [2] } } });
  }, 120_000);

  test('gc keeps what the last releases need, and says what it would remove of the rest', async () => {
    expect(await see('gc', '--older-than', '0s', '--yes')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Nothing to remove."
    `);
    expect(await see('gc', '--older-than', '0s', '--keep', '1', '--dry-run'))
      .toMatchInlineSnapshot(`
        "exit 0
        --- stdout
        - package <digest>  3.94 kB
        Would remove 1 package (3.94 kB).
        --- stderr

        To do it, with the same options: torchrelay gc"
      `);
    expect(await see('gc', '--older-than', '0s', '--keep', '1')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: Removing has to be confirmed, and there is no terminal to ask on. Nothing was changed.

      hint: Pass --yes to agree beforehand, or --dry-run to see what would go."
    `);
  });
});

describe('destroy', () => {
  test('is refused where there is nobody to ask', async () => {
    expect(await see('destroy', 'adder')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr

      Plan for adder on local
        - delete  server          adder
        - delete  stored objects  names/adder/
      0 to add, 0 to change, 2 to delete

      error: This destroy has to be confirmed, and there is no terminal to ask on. Nothing was changed.

      hint: Pass --yes to agree beforehand."
    `);
  });

  test('asks on a terminal, and no is no', async () => {
    const { screen, exitCode } = await runOnTerminal(['destroy', 'adder'], {
      sandbox,
      answers: [['for good\\?', 'n\r']],
    });
    expect(`exit ${exitCode}\n${screen}`).toMatchInlineSnapshot(`
      "exit 1

      Plan for adder on local
        - delete  server          adder
        - delete  stored objects  names/adder/
      0 to add, 0 to change, 2 to delete

      Remove adder for good? [y/N] n
      error: The plan was declined; nothing was changed.

      hint: Run it again with other options.
      "
    `);
    expect((await run(['status', 'adder'])).exitCode).toBe(0);
  });

  test('removes it when the answer is yes', async () => {
    const { screen, exitCode } = await runOnTerminal(['destroy', 'adder'], {
      sandbox,
      answers: [['for good\\?', 'y\r']],
    });
    expect(exitCode).toBe(0);
    expect(screen).toContain('adder is gone.');
    expect((await run(['status', 'adder'])).exitCode).toBe(1);
  });

  test('asks for nothing when there is nothing', async () => {
    expect(await see('destroy', 'adder')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      There is no adder on local: nothing to remove.
      --- stderr

      If it is elsewhere, name the place: torchrelay destroy adder --target ..."
    `);
    const { stdout } = await run(['destroy', 'adder', '--json']);
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, name: 'adder', destroyed: false });
  });

  test('then the list is empty, which is no result and no failure', async () => {
    expect(await see('list')).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      Nothing is deployed on local. Begin: torchrelay deploy model.pt"
    `);
  });
});
