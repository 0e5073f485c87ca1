import { fileURLToPath } from 'node:url';

import { addModel } from '@torchrelay/testing';
import { afterAll, describe, expect, test } from 'vitest';

import { mask, transcript } from '../test-support/mask.ts';
import { type CommandResult, createSandbox, runCommand } from '../test-support/run-command.ts';

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const target = fileURLToPath(new URL('../test-support/memory-target.ts', import.meta.url));

/** A command for a deployment that has been serving for a while. */
function run(
  commandLine: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandResult> {
  return runCommand([...commandLine, `--target=module:${target}`], {
    sandbox,
    environment: { TEST_CLOUD: 'serving', ...environment },
  });
}

async function see(...commandLine: readonly string[]): Promise<string> {
  return seen(await run(commandLine));
}

function seen(result: CommandResult): string {
  return mask(transcript(result, sandbox.folder), target).replaceAll(
    /\d{4}-\d\d-\d\d[ T]\d\d:\d\d/g,
    '<minute>',
  );
}

describe('status', () => {
  test('says what it costs, since when, and when it ends', async () => {
    expect(await see('status', 'adder')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      name     adder
      state    ready
      target   memory, memory
      runs on  1 × memory/a100-40gb
      ends     <date>, in 8 h
      costs    $3.00 per hour, $72.00 per day, $2,190 per month (made up, <age>; instances alone)
      so far   about $30.00 in 10 h, if it was 1 instance all the time
      release  1, <date> by <actor>
      model    <digest>, 2.76 kB
      inputs   x FP32[-1]
      outputs  y FP32[-1]

      config    config/adder/<digest>  ready
      endpoint  endpoint/adder             ready
      expiry    expiry/adder               ready
      --- stderr

      Its logs: torchrelay logs adder --target module:<folder>"
    `);
  });

  test('gives the same as JSON', async () => {
    const { stdout } = await run(['status', 'adder', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      expiresAt: expect.any(Number),
      spend: {
        usdPerHour: { known: true, value: 3, source: 'made up' },
        usdSoFar: { known: true, value: expect.closeTo(30, 1) },
      },
    });
  });
});

describe('scale', () => {
  test('shows the plan with its price, and what there is then', async () => {
    expect(await see('scale', 'adder', '--instances', '3', '--yes')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      adder serves on 3 instances.
      --- stderr

      Plan for adder on memory
        ~ update  endpoint  endpoint/adder
        ? verify  endpoint  endpoint/adder

      Runs on  3 × a100-40gb (A100-40GB) in memory: serves now, and still satisfies
      Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
      Price    $9.00 per hour ($3.00 each), $6,570 per month (made up, <age>)
      Quota    unknown, 3 needed: a memory cloud tells when asked for an instance

      0 to add, 1 to change, 0 to delete

      ✓ update endpoint endpoint/adder <time>
      ✓ verify endpoint endpoint/adder <time>"
    `);
  });

  test('sets a rule', async () => {
    const rule = ['--max-instances', '4', '--requests-per-minute', '1200'];
    expect(await see('scale', 'adder', ...rule, '--yes')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      adder serves on 1 instance, and scales by its rule: 1 to 4 instances, 1,200 requests a minute for each.
      --- stderr

      Plan for adder on memory
        + create  autoscaling  autoscaling/adder

      Runs on  1 × a100-40gb (A100-40GB) in memory: serves now, and still satisfies
      Memory   [▋                   ] 1.4 of 40.0 GiB on its GPU, an estimate
      Price    $3.00 per hour, $2,190 per month, with all 4 instances $12.00 per hour
               (made up, <age>)
      Quota    unknown, up to 4 needed: a memory cloud tells when asked for an
               instance

      1 to add, 0 to change, 0 to delete

      ✓ create autoscaling autoscaling/adder <time>"
    `);
  });

  test('to what there is changes nothing, and asks nobody', async () => {
    expect(await see('scale', 'adder', '--instances', '1')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      adder serves on 1 instance."
    `);
  });

  test('gives a document', async () => {
    const { stdout } = await run(['scale', 'adder', '--instances', '2', '--yes', '--json']);
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, name: 'adder', instances: 2 });
  });

  test('is asked for before it costs more', async () => {
    const { exitCode, stderr } = await run(['scale', 'adder', '--instances', '2']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('This scale has to be confirmed');
  });

  test('by nothing, by half a rule, or by both is refused', async () => {
    const shown = [
      await see('scale', 'adder'),
      await see('scale', 'adder', '--max-instances', '4'),
      await see(
        'scale',
        'adder',
        '--instances',
        '2',
        '--max-instances=4',
        '--requests-per-minute=60',
      ),
      await see('scale', 'adder', '--instances', '0'),
    ];
    expect(shown.join('\n\n')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: Scaling needs either a number of instances, or a rule.

      hint: Write --instances 3, or --max-instances 4 --requests-per-minute 600

      exit 2
      --- stderr
      error: A rule for autoscaling needs both --max-instances and --requests-per-minute.

      hint: Write, for example: --max-instances 4 --requests-per-minute 600

      exit 2
      --- stderr
      error: Scaling needs either a number of instances, or a rule.

      hint: Write --instances 3, or --max-instances 4 --requests-per-minute 600

      exit 2
      --- stderr
      error: --instances expects a whole number from 1, got "0".

      hint: See its options: torchrelay scale --help"
    `);
  });
});

describe('metrics', () => {
  test('draws each quantity over time, and says what was not measured', async () => {
    expect(await see('metrics', 'adder', '--since', '10m')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
                     each sign 1 min   last   most  total
      requests           ▁▂▂▄▇▆█      1,200  1,200  3,840
      server-errors      ▁▁▁█▁▁▁          0      2      2
      latency-p50        ▃▃▃▄▆▆█ <time> <time>
      gpu                ▁▂▂▄▇▆█       78 %   78 %
      --- stderr

      adder, from <minute> to <minute> UTC. Not measured: memory"
    `);
  });

  test('reads without Unicode', async () => {
    const plain = await run(['metrics', 'adder', '--since', '10m'], { LANG: 'C', LC_ALL: 'C' });
    expect(seen(plain)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
                     each sign 1 min   last   most  total
      requests           _...==#      1,200  1,200  3,840
      server-errors      ___#___          0      2      2
      latency-p50        ....==# <time> <time>
      gpu                _...==#       78 %   78 %
      --- stderr

      adder, from <minute> to <minute> UTC. Not measured: memory"
    `);
  });

  test('gives all points as JSON', async () => {
    const { stdout } = await run(['metrics', 'adder', '--since', '10m', '--json']);
    const { series, since, until } = JSON.parse(stdout);
    expect(until - since).toBe(600_000);
    expect(series[0]).toMatchObject({ name: 'requests', unit: 'count', periodInMs: 60_000 });
    expect(series[0].points.map(({ value }: { value: number }) => value)).toEqual([
      0, 120, 240, 480, 960, 840, 1200,
    ]);
  });

  test('of no time are refused', async () => {
    const refused = await run(['metrics', 'adder', '--since', '5m', '--until', '10m']);
    expect(seen(refused)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: --since has to be longer ago than --until.

      hint: Write, for the hour before the last one: --since 2h --until 1h"
    `);
  });
});

test('list asks several targets, and says what is where', async () => {
  expect(await see('list', '--target=local')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    name   where   state  url
    adder  memory  ready"
  `);
});

test('deploy takes a rule, and a time limit that the platform keeps', async () => {
  const more = ['--max-instances', '4', '--requests-per-minute', '600', '--ttl', '30m'];
  const signature = ['--input', 'x=FP32[-1]', '--output', 'y=FP32[-1]'];
  const model = ['plan', addModel(2), '--name', 'adder', ...signature];
  const { stdout } = await run([...model, ...more]);
  expect(stdout).toContain('~ update  expiry       expiry/adder');
  expect(stdout).toContain('+ create  autoscaling  autoscaling/adder');
  const lasting = await run([...model, '--ttl', 'none']);
  expect(lasting.stdout).toContain('- delete  expiry    expiry/adder');
  const wrong = await run([...model, '--ttl', '8']);
  expect(wrong.stderr).toContain('--ttl expects a duration like 8h or 7d, or none, got "8".');
});

test('--events tells each event as it happens, and the document last', async () => {
  const scaled = await run(['scale', 'adder', '--instances', '2', '--yes', '--events']);
  expect(scaled.exitCode).toBe(0);
  const lines = scaled.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const kinds = lines.map(({ type, action }) => [type, action].filter(Boolean).join(' '));
  expect(kinds).toEqual(
    expect.arrayContaining(['plan-ready', 'step-start update', 'step-end update']),
  );
  expect(lines.slice(0, -1).map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: lines.length - 1 }, (_, index) => index + 1),
  );
  expect(lines.at(-1)).toEqual({
    type: 'result',
    document: { schemaVersion: 1, name: 'adder', instances: 2 },
  });
  const refused = await run(['scale', 'adder', '--instances', '2', '--events']);
  expect(JSON.parse(refused.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    type: 'result',
    document: { error: { code: 'CONFIRMATION_NEEDED' } },
  });
});
