import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

import { runExample } from '../test-support/run-example.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';

// Each trains and deploys for real, and may share its two cores with every other test.
vi.setConfig({ testTimeout: 300_000 });

/** Without what differs from run to run, and between machines. */
function masked(output: string): string {
  return output
    .replaceAll(/ +[\d.]+ (?:ms|s)$/gm, ' <duration>')
    .replaceAll(/loss \d\.\d{3}/g, 'loss <number>')
    .replaceAll(
      /accuracy 0\.\d{3} \(\d+ of 360\)|accuracy 1\.000 \(360 of 360\)/g,
      'accuracy <number>',
    )
    .replaceAll(/accuracy [01]\.\d{3} on/g, 'accuracy <number> on')
    .replaceAll(/loss [▁-█]{40}/g, 'loss <curve>')
    .replaceAll(/[\d.]+ kB of [\d.]+ kB/g, '<size> of <size>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/(\n\n)(?:.*\n){9}(\nDestroying)/, '$1  <digits>\n$2')
    .replaceAll(/(torchrelay deploy ).*/g, '$1<path>');
}

test('the demo trains, reads, deploys, asks, draws and destroys', async () => {
  await using folder = await temporaryFolder();
  const { exitCode, stdout, stderr } = await runExample('digits/demo.ts', {
    arguments: ['--out', folder.path],
  });

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(masked(stdout)).toMatchInlineSnapshot(`
    "
    Training a model with PyTorch, in two processes
      package <duration>
      upload training code <duration>
      create job <duration>
      epoch  1 of 10  loss <number>
      epoch  2 of 10  loss <number>
      epoch  3 of 10  loss <number>
      epoch  4 of 10  loss <number>
      epoch  5 of 10  loss <number>
      epoch  6 of 10  loss <number>
      epoch  7 of 10  loss <number>
      epoch  8 of 10  loss <number>
      epoch  9 of 10  loss <number>
      epoch 10 of 10  loss <number>
      loss <curve>

    Reading model.pt, without Python
      DigitClassifier (trace), 38,282 parameters
      forward(image: Tensor) -> Tensor
      <size> of <size> read

    Judging it
      accuracy <number> on images that were kept from training: good enough

    Deploying it on this machine
      inspect <duration>
      rehearse <duration>
      package <duration>
      upload package <duration>
      create server <duration>
      create deployment <duration>
      verify deployment <duration>
      route traffic <duration>
      verify endpoint <duration>
      record release <duration>
      http://127.0.0.1:<port> answers image FP32[-1,1,8,8] -> scores FP32[-1,10]

    Asking it about the images that were kept from training
      132 requests, median <duration>
      accuracy <number>

      <digits>

    Destroying it
      0 deployments are left on this machine
      to serve the model again: npx torchrelay deploy <path>
    "
  `);
  const [, accuracy, right] = /accuracy ([\d.]+) \((\d+) of 360\)/.exec(stdout) ?? [];
  expect(Number(right)).toBeGreaterThanOrEqual(0.97 * 360);
  expect(Number(accuracy)).toBeCloseTo(Number(right) / 360, 3);
  await expectGone(stdout);
});

test('a model that has learned too little is not deployed', async () => {
  await using folder = await temporaryFolder();
  const { exitCode, stdout, stderr } = await runExample('digits/demo.ts', {
    arguments: ['--out', folder.path, '--epochs', '1'],
  });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^\nerror: "digits" did not pass its gate: its accuracy is 0\.\d{3}, below 0\.95\.\n\nhint: Nothing was deployed/,
  );
  expect(stdout).not.toContain('Deploying');
});

test('Ctrl-C while it serves takes the server down', async () => {
  await using folder = await temporaryFolder();
  const { exitCode, stdout, stderr } = await runExample('digits/demo.ts', {
    arguments: ['--out', folder.path, '--epochs', '1', '--least-accuracy', '0'],
    interruptAfter: 'http://127.0.0.1',
  });

  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '\ninterrupted\n' });
  expect(stdout).not.toContain('Destroying it');
  await expectGone(stdout);
});

test('a Python that is not there ends the demo with a sentence', async () => {
  await using folder = await temporaryFolder();
  const { exitCode, stderr } = await runExample('digits/demo.ts', {
    arguments: ['--out', folder.path],
    env: { TORCHRELAY_PYTHON: join(folder.path, 'python') },
  });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^\nerror: There is no Python with PyTorch .*python does not exist\.\n\nhint: /,
  );
});

async function expectGone(stdout: string): Promise<void> {
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout) ?? [];
  await expect(fetch(`${url}/v2/health/live`)).rejects.toThrow('fetch failed');
}
