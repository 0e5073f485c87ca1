import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { transcript } from '../test-support/mask.ts';
import { type CommandResult, createSandbox, runCommand } from '../test-support/run-command.ts';

/** Models that add 1, deployed with real PyTorch, so that what is sent can be seen in what comes back. */
const sandbox = createSandbox();
const run = (...commandLine: readonly string[]): Promise<CommandResult> =>
  runCommand(commandLine, { sandbox });
const see = async (...commandLine: readonly string[]): Promise<string> =>
  transcript(await run(...commandLine), sandbox.folder);

/** A PNG of one pixel: 10, 120, 230. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPgqngGAAH4AWmnXGerAAAAAElFTkSuQmCC';
const tokenizer = {
  added_tokens: [],
  pre_tokenizer: { type: 'WhitespaceSplit' },
  model: { type: 'WordLevel', vocab: { '[PAD]': 0, '[UNK]': 1, a: 2, cat: 3 }, unk_token: '[UNK]' },
};

const deployed: Record<string, CommandResult> = {};

beforeAll(async () => {
  copyFileSync(addModel(1), join(sandbox.folder, 'add.pt'));
  writeFileSync(join(sandbox.folder, 'pixel.png'), Buffer.from(pixel, 'base64'));
  mkdirSync(join(sandbox.folder, 'words'));
  writeFileSync(join(sandbox.folder, 'words', 'tokenizer.json'), JSON.stringify(tokenizer));
  const text = { from: 'text', tokenizer: 'tokenizer.json', inputs: { x: 'ids' } };
  writeFileSync(join(sandbox.folder, 'words', 'text.json'), JSON.stringify(text));
  const image = '{"from":"image","mean":[0.5,0.5,0.5]}';
  deployed['looker'] = await run(
    'deploy',
    'add.pt',
    '--name=looker',
    '--input=x=FP32[-1,3,-1,-1]',
    '--output=y',
    `--preprocess=x=${image}`,
    '--example=x=pixel.png',
  );
  deployed['reader'] = await run(
    'deploy',
    'add.pt',
    '--name=reader',
    '--input=x=FP32[-1,-1]',
    '--output=y',
    '--preprocess=text=@words/text.json',
  );
}, 240_000);

afterAll(async () => {
  await run('destroy', 'looker', '--yes');
  await run('destroy', 'reader', '--yes');
  sandbox[Symbol.dispose]();
}, 60_000);

async function answer(...commandLine: readonly string[]): Promise<unknown> {
  const { stdout, exitCode } = await run('predict', ...commandLine, '--json');
  expect(exitCode).toBe(0);
  const { outputs } = JSON.parse(stdout) as { outputs: { y: unknown } };
  return outputs.y;
}

describe('a model that takes pictures', () => {
  test('is deployed, and what can be done next names one', () => {
    expect(deployed['looker']?.stderr).toContain('torchrelay predict looker x=picture.jpg\n');
  });

  test('is asked with the path of one', async () => {
    expect(await answer('looker', 'x=./pixel.png')).toEqual({
      datatype: 'FP32',
      shape: [1, 3, 1, 1],
      data: [10, 120, 230].map((byte) => expect.closeTo(byte / 255 - 0.5 + 1, 6)),
    });
  });

  test('is asked with several at once, and with --input', async () => {
    const several = ['looker', 'x=pixel.png', '--input', 'x=./pixel.png'];
    expect(await answer(...several)).toMatchObject({ shape: [2, 3, 1, 1] });
  });

  test('is asked with tensors as before', async () => {
    const zero = { shape: [1, 3, 1, 1], data: [1, 1, 1] };
    expect(await answer('looker', '--input', 'x=zeros')).toMatchObject(zero);
    expect(await answer('looker', 'x=[[[[0]],[[0]],[[0]]]]')).toMatchObject(zero);
  });

  test('says what is wrong with a path', async () => {
    expect(await see('predict', 'looker', 'x=nowhere.png')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: Input "x": "nowhere.png" does not exist.

      hint: A string is the path of a picture, relative to the current folder. Bytes of one can be given too."
    `);
    expect(await see('predict', 'looker', 'x=add.pt')).toContain('this is no picture');
    expect(await see('predict', 'looker', 'x=pixel.png', 'x=zeros')).toContain('is given twice');
  });
});

describe('a model that takes texts', () => {
  test('is deployed without an example of integers, and what can be done next names a text', () => {
    expect(deployed['reader']?.stderr).toContain("torchrelay predict reader 'text=Some text'\n");
  });

  test('is asked with one, whatever it begins with', async () => {
    expect(await answer('reader', 'text=a cat @home')).toEqual({
      datatype: 'FP32',
      shape: [1, 3],
      data: [3, 4, 2],
    });
    expect(await answer('reader', 'text=@a')).toMatchObject({ data: [2] });
  });

  test('is asked with several at once, padded', async () => {
    const several = await answer('reader', 'text=a cat', 'text=cat');
    expect(several).toMatchObject({ shape: [2, 2], data: [3, 4, 4, 1] });
  });

  test('is asked with tensors as before, and never with both', async () => {
    expect(await answer('reader', 'x=[[2,3]]')).toMatchObject({ data: [3, 4] });
    expect(await see('predict', 'reader', 'x=[[2]]', 'text=a')).toContain('is also made of');
    expect(await see('predict', 'reader')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: reader needs a value for its input "x".

      hint: Write torchrelay predict reader 'text=Some text'"
    `);
  });
});

test('what is declared goes into the client too', async () => {
  const { stdout } = await run(
    'client',
    'add.pt',
    '--name=reader',
    '--input=x=FP32[-1,-1]',
    '--output=y=FP32[-1,-1]',
    '--preprocess=text=@words/text.json',
  );
  expect(stdout).toContain("readonly text: 'x';");
});

test.each([
  ['an unknown preset', ['x=imagnet'], "'imagenet' or 'clip'"],
  ['no JSON', ['x={from}'], 'is not JSON'],
  ['a file that is not there', ['x=@none.json'], 'none.json, which cannot be read'],
  ['two declarations of one', ['x=imagenet', 'x=clip'], '--preprocess x is given twice'],
  ['an input that there is not', ['y=imagenet'], 'the model has no such input'],
])('%s is a mistake that is said', async (_, declarations, problem) => {
  const { stderr, exitCode } = await run(
    'plan',
    'add.pt',
    '--input=x=FP32[-1,3,8,8]',
    '--output=y=FP32[-1]',
    '--no-rehearsal',
    ...declarations.map((declaration) => `--preprocess=${declaration}`),
  );
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(problem);
});
