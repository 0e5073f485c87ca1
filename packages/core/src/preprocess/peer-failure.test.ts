import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { pictureFile } from '../../test/pictures/pictures.ts';

const run = promisify(execFile);
const core = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;

/** Core where neither sharp nor tokenizers can be found: beside a user's project that lacks them. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-peers-'));
  await mkdir(join(folder, 'node_modules', '@torchrelay'), { recursive: true });
  await symlink(
    join(core, '..', 'torchscript'),
    join(folder, 'node_modules', '@torchrelay', 'torchscript'),
  );
  await cp(join(core, 'src'), join(folder, 'core'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a program prints that is given `core`. */
async function print(program: string): Promise<unknown> {
  const path = join(folder, 'program.ts');
  await writeFile(path, `${imports}${program}`);
  const { stdout } = await run(process.execPath, ['--conditions=torchrelay-source', path]);
  return JSON.parse(stdout);
}

const imports = `
  import * as core from './core/index.ts';
  import { sha256Hex } from './core/target-utils/index.ts';
`;

const ask = `
  const inputs = [
    { name: 'image', datatype: 'FP32', shape: [-1, 3, -1, -1] },
    { name: 'ids', datatype: 'INT64', shape: [-1, -1] },
  ];
  const preprocess = {
    image: { from: 'image', orient: true, interpolation: 'bilinear', channels: 'RGB', layout: 'CHW' },
    text: {
      from: 'text', inputs: { ids: 'ids' }, tooLong: 'error', truncationSide: 'right', specialTokens: true,
      tokenizer: { sha256: sha256Hex('{}'), size: 2 },
    },
  };
  const client = core.createInferenceClient({
    transport: { send: () => { throw new Error('something was sent'); } },
    modelName: 'model',
    signature: { inputs, outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }], preprocess },
    tokenizers: { text: Buffer.from('{}') },
    retry: { maxRetries: 0 },
  });
  const failureOf = (values) => client.predict(values).catch((error) => error);
`;

describe('a package that is not installed', () => {
  test.each([
    ['sharp', 'Reading pictures', `{ image: ${JSON.stringify(pictureFile('colour.jpg'))} }`],
    ['tokenizers', 'Tokenizing texts', `{ text: 'a text' }`],
  ])('%s is asked for when it is needed, with the command', async (name, task, values) => {
    const error = await print(`${ask}
      console.log(JSON.stringify(await failureOf(${values})));`);
    expect(error).toMatchObject({
      code: 'PEER_MISSING',
      message: `${task} needs the package "${name}", which is not installed beside @torchrelay/core.`,
      hint: expect.stringContaining(`npm install ${name}\n`),
      data: { package: name },
    });
  });

  test('is not missed by who gives tensors', async () => {
    const message = await print(`${ask}
      const { message } = await failureOf({ image: [[[[1]], [[1]], [[1]]]], ids: [[1]] });
      console.log(JSON.stringify(message));`);
    expect(message).toContain('something was sent');
  });
});

test('one that is there and does not load says why', async () => {
  const broken = join(folder, 'node_modules', 'sharp');
  await mkdir(broken);
  await writeFile(join(broken, 'package.json'), '{ "main": "./index.cjs" }');
  await writeFile(join(broken, 'index.cjs'), "throw new Error('built for another processor');");
  const error = await print(`${ask}
    console.log(JSON.stringify(await failureOf({ image: ${JSON.stringify(pictureFile('colour.jpg'))} })));`);
  await rm(broken, { recursive: true });
  expect(error).toMatchObject({
    code: 'PEER_BROKEN',
    message: expect.stringContaining('built for another processor'),
  });
});

test('importing core loads nothing of what makes tensors of pictures and texts', async () => {
  const loaded = (await print(`
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ load: (url, context, next) => (seen.push(url), next(url, context)) });
    await import('./core/index.ts?again');
    console.log(JSON.stringify(seen));
    export { core };`)) as string[];
  const places = loaded.map((url) => url.split('/core/').at(-1) ?? url);
  expect(places.some((place) => place.startsWith('index.ts'))).toBe(true);
  expect(places.filter((place) => /decode|resize|tokenizer|resolve-image/.test(place))).toEqual([]);
});
