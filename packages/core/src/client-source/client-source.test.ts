import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { beforeEach, describe, expect, test } from 'vitest';

import type { TextPreprocessing } from '../target/preprocessing.ts';
import type { Signature } from '../target/signature.ts';
import { pictureAndTextUsages } from './__fixtures__/picture-and-text-usages.ts';
import { usages } from './__fixtures__/usages.ts';
import { clientSource } from './client-source.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

const signature: Signature = {
  inputs: [
    { name: 'image', datatype: 'FP32', shape: [-1, 4] },
    { name: 'my ids', datatype: 'INT64', shape: [2, 3] },
    { name: 'texts', datatype: 'BYTES', shape: [-1] },
    { name: 'mask', datatype: 'BOOL', shape: [2, 2] },
    { name: 'wide', datatype: 'FP32', shape: [1000] },
    { name: 'half', datatype: 'FP16', shape: [4] },
  ],
  outputs: [
    { name: 'scores', datatype: 'FP32', shape: [-1, 10] },
    { name: 'labels', datatype: 'INT64', shape: [-1] },
  ],
};

const textEncoder = { name: 'text-encoder', signature, artifactDigest: `sha256:${'0'.repeat(64)}` };

/** A model that is asked with pictures and texts beside tensors. */
const searcher = {
  name: 'searcher',
  signature: {
    inputs: [
      { name: 'image', datatype: 'FP32', shape: [-1, 3, 2, 2] },
      { name: 'input_ids', datatype: 'INT64', shape: [-1, -1] },
      { name: 'attention_mask', datatype: 'INT64', shape: [-1, -1] },
      { name: 'caption_ids', datatype: 'INT64', shape: [-1, -1] },
      { name: 'scale', datatype: 'FP32', shape: [1] },
    ],
    outputs: [{ name: 'scores', datatype: 'FP32', shape: [-1] }],
    preprocess: {
      image: {
        from: 'image',
        orient: true,
        resize: 4,
        interpolation: 'bilinear',
        crop: { width: 2, height: 2 },
        channels: 'RGB',
        layout: 'CHW',
        divideBy: 255,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      },
      text: textStep({ input_ids: 'ids', attention_mask: 'mask' }),
      'the caption': textStep({ caption_ids: 'ids' }),
    },
  } satisfies Signature,
};

function textStep(inputs: TextPreprocessing['inputs']): TextPreprocessing {
  return {
    from: 'text',
    tokenizer: { sha256: '0'.repeat(64), size: 1000 },
    inputs,
    tooLong: 'error',
    truncationSide: 'right',
    padding: { to: 'longest', side: 'right', id: 0, typeId: 0 },
    specialTokens: true,
  };
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-client-'));
  await mkdir(join(folder, 'node_modules', '@torchrelay'), { recursive: true });
  const core = join(repository, 'packages', 'core');
  await symlink(core, join(folder, 'node_modules', '@torchrelay', 'core'));
  await symlink(join(repository, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return () => rm(folder, { recursive: true, force: true });
});

/** A program's exit code and what it printed. */
function run(
  program: string,
  commandLine: readonly string[],
): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile(program, commandLine, { cwd: folder }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1);
      resolve({ exitCode, output: stdout + stderr });
    });
  });
}

const tool = (name: string): string => join(repository, 'node_modules', '.bin', name);

const ourOptions = { extends: join(repository, 'tsconfig.base.json') };
const plainOptions = {
  compilerOptions: {
    strict: true,
    target: 'ES2022',
    module: 'NodeNext',
    types: ['node'],
    noEmit: true,
    skipLibCheck: true,
    // What is compiled is our source, whose imports end in `.ts`; a published package needs neither.
    customConditions: ['torchrelay-source'],
    allowImportingTsExtensions: true,
    lib: ['ES2024', 'ESNext.Disposable', 'ES2025.Iterator', 'ES2025.Collection', 'ESNext.Array'],
  },
};

/** Line numbers of the errors by file, found by the real compiler. */
async function compile(
  options: object,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, number[]>> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...options, files: Object.keys(files) }),
  );
  const { output } = await run(tool('tsc'), ['-p', folder, '--pretty', 'false']);
  const errors: Record<string, number[]> = {};
  for (const line of output.split('\n').filter((text) => /^\S/.test(text))) {
    const [, file = line, at = '0'] = /^(.+)\((\d+),\d+\): error/.exec(line) ?? [];
    errors[file] = [...(errors[file] ?? []), Number(at)];
  }
  return errors;
}

function wrongLines(text: string): number[] {
  return text.split('\n').flatMap((line, index) => (line.endsWith('// wrong') ? [index + 1] : []));
}

describe.each([
  ['as our own code is compiled', ourOptions],
  ['with nothing but strict', plainOptions],
])('%s', (_, options) => {
  test('each wrong use is an error on its line, and no right one is', async () => {
    const client = clientSource(textEncoder);
    const errors = await compile(options, { 'client.ts': client, 'usages.ts': usages });
    expect([...new Set(errors['usages.ts'])]).toEqual(wrongLines(usages));
    expect(errors['client.ts']).toBeUndefined();
  });

  test('pictures and texts go where they are declared, and tensors everywhere', async () => {
    const files = { 'client.ts': clientSource(searcher), 'usages.ts': pictureAndTextUsages };
    const errors = await compile(options, files);
    expect([...new Set(errors['usages.ts'])]).toEqual(wrongLines(pictureAndTextUsages));
    expect(errors['client.ts']).toBeUndefined();
  });
});

test('names of every kind give a module that compiles and that the formatter leaves as it is', async () => {
  const names = [
    'x',
    'my input',
    "it's",
    `it's "both"`,
    '"quoted"',
    'a\\b',
    '*/',
    'line\nbreak',
    '\u2028',
    '0',
    'größe',
    '__proto__',
    'constructor',
    `${'long_'.repeat(14)}name`,
  ];
  const odd: Signature = {
    inputs: names.map((name) => ({ name, datatype: 'FP32', shape: [-1, 3, 224, 224] })),
    outputs: [{ name: 'long_'.repeat(18), datatype: 'UINT8', shape: [] }],
  };
  const oddTexts = Object.fromEntries(
    names.map((name, index) => [name, textStep({ [names.at(-index) ?? '']: 'ids' })]),
  );
  oddTexts['all'] = textStep(Object.fromEntries(names.map((name) => [name, 'mask'])));
  const file = join(folder, 'client.ts');
  for (const source of [
    clientSource({ name: '3d-*/`${x}`', signature: odd }),
    clientSource(textEncoder),
    clientSource(searcher),
    clientSource({ name: 'odd-texts', signature: { ...odd, preprocess: oddTexts } }),
  ]) {
    expect(await compile(ourOptions, { 'client.ts': source })).toEqual({});
    await run(tool('oxfmt'), ['-c', join(repository, '.oxfmtrc.json'), file]);
    expect(await readFile(file, 'utf8')).toBe(source);
  }
});

test('what the compiler cannot count is refused when the model is asked, before anything is sent', async () => {
  await writeFile(join(folder, 'client.ts'), clientSource(textEncoder));
  await writeFile(
    join(folder, 'ask.ts'),
    `
    import { createTextEncoderClient } from './client.ts';
    const client = createTextEncoderClient({ url: 'http://127.0.0.1:1' });
    await client.predict({
      image: new Float32Array(4), 'my ids': new BigInt64Array(6), texts: ['a'],
      mask: [[true, true], [true, true]], wide: new Float32Array(999), half: new Uint16Array(4),
    }).catch((error) => console.log(error.code, error.message));
  `,
  );
  const { output } = await run(process.execPath, ['--conditions=torchrelay-source', 'ask.ts']);
  expect(output).toMatch(/^BAD_INPUT .*"wide".*1000.*999/);
});

test('the header says of which model file it is, and the same model gives the same text', () => {
  const source = clientSource(textEncoder);
  expect(source).toContain(` * Model file: sha256:${'0'.repeat(64)}\n`);
  expect(clientSource(structuredClone(textEncoder))).toBe(source);
});

test.each([
  ['resnet50', 'Resnet50'],
  ['text-encoder', 'TextEncoder'],
  ['3d-net', 'Model3dNet'],
  ['---', 'Model'],
])('the types for "%s" are called after it: %s', (name, typeName) => {
  const source = clientSource({ name, signature });
  expect(source).toContain(`export interface ${typeName}Model {`);
  expect(source).toContain(`export function create${typeName}Client({`);
});

test('types can be called something else, that a type can be called', () => {
  expect(clientSource({ ...textEncoder, typeName: 'Encoder' })).toContain('connectEncoder(');
  expect(() => clientSource({ ...textEncoder, typeName: 'my encoder' })).toThrow(
    expect.objectContaining({
      code: 'TYPE_NAME_INVALID',
      hint: expect.stringContaining('"MyEncoder"'),
    }),
  );
});
