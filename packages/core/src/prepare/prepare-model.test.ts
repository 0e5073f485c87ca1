import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBytes } from '@torchrelay/torchscript';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import { pictureFile } from '../../test/pictures/pictures.ts';
import { wordTokenizer } from '../../test/texts/word-tokenizer.ts';
import { startTorchRehearsal, type TorchRehearsal } from '../../test/torch-rehearsal.ts';
import type { EventBody } from '../apply/events.ts';
import { readPackageManifest } from '../package/manifest.ts';
import type { ModelPackage } from '../package/model-package.ts';
import { readAll } from '../store/sources.ts';
import type { Rehearsal, RehearsalReport } from '../target/rehearsal.ts';
import { prepareModel, type PreparedModel, type PrepareOptions } from './prepare-model.ts';

let models: string;
let rehearsal: TorchRehearsal;
let folder: string;

beforeAll(async () => {
  models = await modelFolder();
  rehearsal = startTorchRehearsal();
}, 300_000);

afterAll(() => rehearsal.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-prepare-'));
  rehearsal.requests.length = 0;
  return () => rm(folder, { recursive: true, force: true });
});

function prepare({
  file,
  ...options
}: { file: string } & Omit<PrepareOptions, 'source'>): Promise<PreparedModel> {
  return prepareModel({
    source: join(models, `${file}.pt`),
    cacheFolder: join(folder, 'cache'),
    ...options,
  });
}

async function textOf(modelPackage: ModelPackage, path: string): Promise<string> {
  const file = modelPackage.files.find((each) => each.path === path);
  if (file === undefined) throw new Error(`The package has no ${path}.`);
  return new TextDecoder().decode(await readAll(file.source));
}

const declared = { inputs: { x: 'FP32[-1,4]' }, outputs: { y: 'FP32[-1,4]' } };

/** A machine that cannot rehearse, as without Python. */
function reporting(report: RehearsalReport): Rehearsal {
  return { doRehearse: async () => report };
}

const impossible = reporting({
  outcome: 'not-possible',
  reason: 'There is no Python on this machine.',
  hint: 'Install Python with PyTorch.',
});

test('a scripted file with declared inputs and outputs becomes a Triton model repository', async () => {
  const { modelPackage, warnings } = await prepare({ file: 'add', ...declared });
  expect(modelPackage.files.map(({ path }) => path)).toEqual([
    'model/1/model.pt',
    'model/config.pbtxt',
    'torchrelay.json',
  ]);
  expect(await textOf(modelPackage, 'model/config.pbtxt')).toBe(`name: "model"
platform: "pytorch_libtorch"
backend: "pytorch"
max_batch_size: 0
input [
  {
    name: "x"
    data_type: TYPE_FP32
    dims: [ -1, 4 ]
  }
]
output [
  {
    name: "y"
    data_type: TYPE_FP32
    dims: [ -1, 4 ]
  }
]
`);
  expect(warnings).toEqual([]);
});

test('the manifest says what the package is', async () => {
  const { modelPackage } = await prepare({ file: 'add', ...declared });
  const manifest = readPackageManifest(await textOf(modelPackage, 'torchrelay.json'), 'it');
  expect(manifest).toMatchObject({
    formatVersion: 1,
    artifactDigest: modelPackage.artifactDigest,
    signature: modelPackage.signature,
    maxBatchSize: 0,
    model: { fileFormatVersion: 3, frozen: false },
  });
});

test('the weights in the package are the file itself, not a copy', async () => {
  const { modelPackage } = await prepare({ file: 'add', ...declared });
  const weights = modelPackage.files.find(({ path }) => path.endsWith('.pt'));
  const file = join(models, 'add.pt');
  expect(weights?.source.path).toBe(file);
  expect(weights && Buffer.from(await readAll(weights.source))).toEqual(await readFile(file));
  expect(modelPackage.artifactDigest).toBe(`sha256:${weights?.sha256}`);
});

test('the same file gives the same package whatever its name, folder and times, and wherever one stands', async () => {
  const before = await prepare({ file: 'traced', outputs: { y: 'FP32[1,3]' } });
  const elsewhere = join(folder, 'other', 'renamed.bin');
  await mkdir(join(folder, 'other'));
  await copyFile(join(models, 'traced.pt'), elsewhere);
  await utimes(elsewhere, 1_000_000, 1_000_000);
  const there = process.cwd();
  process.chdir(join(folder, 'other'));
  try {
    const after = await prepareModel({
      source: './renamed.bin',
      outputs: { y: { datatype: 'FP32', shape: [1, 3] } },
      cacheFolder: join(folder, 'other-cache'),
    });
    expect(after.modelPackage.digest).toBe(before.modelPackage.digest);
  } finally {
    process.chdir(there);
  }
});

test('bytes that are no file are packaged alike', async () => {
  const file = await prepare({ file: 'add', ...declared });
  const bytes = fromBytes('memory', await readFile(join(models, 'add.pt')));
  const memory = await prepareModel({ source: bytes, ...declared });
  expect(memory.modelPackage.digest).toBe(file.modelPackage.digest);
  const weights = memory.modelPackage.files[0];
  expect(weights && Buffer.from(await readAll(weights.source))).toEqual(
    await readFile(join(models, 'add.pt')),
  );
});

test.each([
  ['another file', { file: 'mixing', ...declared }],
  ['another name', { file: 'add', ...declared, outputs: { z: 'FP32[-1,4]' } }],
  ['another size', { file: 'add', inputs: { x: 'FP32[-1,5]' }, outputs: { y: 'FP32[-1,5]' } }],
  ['batches', { file: 'add', ...declared, maxBatchSize: 4 }],
])('%s gives another package', async (_, options) => {
  const one = await prepare({ file: 'add', ...declared });
  const other = await prepare(options);
  expect(other.modelPackage.digest).not.toBe(one.modelPackage.digest);
});

test('all that is missing is asked for at once, to be pasted into code or a command', async () => {
  await expect(prepare({ file: 'encoder' })).rejects.toMatchObject({
    code: 'MODEL_SIGNATURE_INCOMPLETE',
    message: `${join(models, 'encoder.pt')} does not say the datatype and shape of its inputs "ids", "mask" and of its outputs "OUTPUT__0", "OUTPUT__1".`,
    hint: `Declare them, with your own sizes and -1 where they vary:
  in code: { inputs: { ids: 'FP32[-1,3,224,224]', mask: 'FP32[-1,3,224,224]' }, outputs: { OUTPUT__0: 'FP32[-1,1000]', OUTPUT__1: 'FP32[-1,1000]' } }
  on the command line: --input 'ids=FP32[-1,3,224,224]' --input 'mask=FP32[-1,3,224,224]' --output 'OUTPUT__0=FP32[-1,1000]' --output 'OUTPUT__1=FP32[-1,1000]'
A rehearsal finds the outputs out: rehearseOn: local(), or leave out --no-rehearsal`,
  });
});

test('outputs are not asked for where a rehearsal will find them', async () => {
  await expect(prepare({ file: 'encoder', rehearsal })).rejects.toMatchObject({
    code: 'MODEL_SIGNATURE_INCOMPLETE',
    data: {
      missing: [
        { kind: 'input', name: 'ids' },
        { kind: 'input', name: 'mask' },
      ],
    },
  });
});

test('a traced file needs nothing but a rehearsal, which shows that its batch dimension varies', async () => {
  const { modelPackage, sample, rehearsal: report } = await prepare({ file: 'traced', rehearsal });
  expect(report?.outcome).toBe('passed');
  expect(modelPackage.signature).toEqual({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
    outputs: [{ name: 'OUTPUT__0', datatype: 'FP32', shape: [-1, 3] }],
  });
  expect(sample?.inputs.map(({ name, shape }) => [name, shape])).toEqual([['x', [1, 4]]]);
  expect(sample?.answers?.map(({ name, shape }) => [name, shape])).toEqual([['OUTPUT__0', [1, 3]]]);
});

test('a model that answers by chance is not held to what it answered in the rehearsal', async () => {
  const inputs = { x: 'FP32[-1,4]' };
  const { sample } = await prepare({ file: 'by-chance', rehearsal, inputs });
  expect(sample?.inputs).toHaveLength(1);
  expect(sample?.answers).toBeUndefined();
});

test('a traced file without a rehearsal keeps the sizes that it was traced with', async () => {
  const { modelPackage } = await prepare({ file: 'traced', outputs: { y: 'FP32[1,3]' } });
  expect(modelPackage.signature.inputs[0]?.shape).toEqual([1, 4]);
});

test('a dimension that the user fixed stays fixed, though a rehearsal shows that it may vary', async () => {
  const { modelPackage } = await prepare({ file: 'traced', inputs: { x: 'FP32[1,4]' }, rehearsal });
  expect(modelPackage.signature.inputs[0]?.shape).toEqual([1, 4]);
  expect(modelPackage.signature.outputs[0]?.shape).toEqual([1, 3]);
});

test('rows that influence each other leave the batch dimension as it was traced or declared', async () => {
  const { modelPackage } = await prepare({ file: 'mixing', inputs: { x: 'FP32[1,4]' }, rehearsal });
  expect(modelPackage.signature.outputs).toEqual([
    { name: 'OUTPUT__0', datatype: 'FP32', shape: [1, 4] },
  ]);
});

test('a traced batch dimension stays as it was where rows influence each other', async () => {
  const { modelPackage } = await prepare({ file: 'traced-mixing', rehearsal });
  expect(modelPackage.signature.inputs[0]?.shape).toEqual([1, 4]);
  expect(modelPackage.signature.outputs[0]?.shape).toEqual([1, 4]);
});

test('outputs are named by the user, in the order in which the model returns them', async () => {
  const { modelPackage, sample } = await prepare({
    file: 'encoder',
    inputs: { ids: 'INT64[-1,-1]', mask: 'FP32[-1,-1]' },
    outputs: ['tokens', 'pooled'],
    examples: { ids: [[1, 2, 3]], mask: [[1, 1, 0]] },
    rehearsal,
  });
  expect(modelPackage.signature.outputs).toEqual([
    { name: 'tokens', datatype: 'FP32', shape: [-1, -1, 8] },
    { name: 'pooled', datatype: 'FP32', shape: [-1, 8] },
  ]);
  expect(sample?.answers?.map(({ name }) => name)).toEqual(['tokens', 'pooled']);
});

test('sizes of outputs that follow the inputs are told from those that do not', async () => {
  const { modelPackage } = await prepare({
    file: 'resampling',
    inputs: { x: 'FP32[-1,-1]' },
    examples: { x: [[1, 2, 3]] },
    rehearsal,
  });
  expect(modelPackage.signature.outputs.map(({ shape }) => shape)).toEqual([
    [-1, -1],
    [-1, -1],
    [-1, 1],
  ]);
});

test('where the model does not run at another size, the outputs are left open, and that is said', async () => {
  const { modelPackage, warnings } = await prepare({
    file: 'fixed',
    inputs: { x: 'FP32[-1,-1]' },
    examples: { x: [[1, 2, 3, 4]] },
    rehearsal,
  });
  expect(modelPackage.signature.outputs[0]?.shape).toEqual([-1, -1]);
  expect(warnings).toMatchObject([{ code: 'output-sizes-open' }]);
});

test('sizes that a file was traced with serve as an example where the user leaves them open', async () => {
  const { modelPackage } = await prepare({
    file: 'traced-image',
    inputs: { input: 'FP32[-1,3,-1,-1]' },
    rehearsal,
  });
  expect(rehearsal.requests.map(({ examples }) => examples[0]?.shape)).toEqual([
    [1, 3, 8, 8],
    [1, 3, 16, 16],
  ]);
  expect(modelPackage.signature.outputs[0]?.shape).toEqual([-1, 4, -1, -1]);
});

test('declared outputs are held against the rehearsal', async () => {
  await expect(
    prepare({ file: 'traced', outputs: { y: 'FP32[-1,7]' }, rehearsal }),
  ).rejects.toMatchObject({
    code: 'MODEL_SIGNATURE_CONFLICT',
    message:
      'output "y" is declared as FP32[-1,7], but the rehearsal gave FP32[1,3]: dimension 1 is 3, not 7.',
  });
});

test('a dictionary of tensors is served by its keys', async () => {
  const { modelPackage } = await prepare({ file: 'traced-dictionary', rehearsal });
  expect(modelPackage.signature.inputs).toEqual([
    { name: 'left', datatype: 'FP32', shape: [-1, 2] },
    { name: 'right', datatype: 'FP32', shape: [-1, 2] },
  ]);
});

test('a NamedTuple is served as the tuple that it is', async () => {
  const { modelPackage } = await prepare({ file: 'named', inputs: { x: 'FP32[-1,4]' }, rehearsal });
  expect(modelPackage.signature.outputs.map(({ datatype }) => datatype)).toEqual(['FP32', 'INT64']);
});

test('lists of strings are BYTES of one dimension, without anybody declaring it', async () => {
  const { modelPackage } = await prepare({ file: 'takes-strings', outputs: { y: 'BYTES[-1]' } });
  expect(modelPackage.signature.inputs).toEqual([
    { name: 'texts', datatype: 'BYTES', shape: [-1] },
  ]);
});

test('integers are not guessed: the rehearsal asks for the user’s own, by name', async () => {
  await expect(
    prepare({ file: 'encoder', inputs: { ids: 'INT64[-1,3]', mask: 'FP32[-1,3]' }, rehearsal }),
  ).rejects.toMatchObject({
    code: 'MODEL_EXAMPLES_MISSING',
    message: expect.stringContaining('"ids": INT64 values may be indices'),
    hint: expect.stringContaining('examples: { "ids": [[1, 1, 1]] }'),
  });
});

test('a model whose outputs are declared is packaged without a rehearsal for want of examples, with a warning', async () => {
  const {
    sample,
    warnings,
    rehearsal: report,
  } = await prepare({
    file: 'encoder',
    inputs: { ids: 'INT64[-1,3]', mask: 'FP32[-1,3]' },
    outputs: { tokens: 'FP32[-1,3,8]', pooled: 'FP32[-1,8]' },
    rehearsal,
  });
  expect(warnings).toMatchObject([{ code: 'not-rehearsed' }]);
  expect(sample).toBeUndefined();
  expect(report).toBeUndefined();
});

test('a model that raises is stopped before anything is paid, with its own words', async () => {
  await expect(
    prepare({ file: 'raises', inputs: { x: 'FP32[-1,3]' }, rehearsal }),
  ).rejects.toMatchObject({
    code: 'MODEL_REHEARSAL_FAILED',
    message: expect.stringContaining(
      'The size of tensor a (3) must match the size of tensor b (4)',
    ),
    hint: 'Mend forward.',
  });
});

test('a failure that the engine would not share is a warning', async () => {
  const { warnings, sample } = await prepare({
    file: 'add',
    ...declared,
    rehearsal: reporting({
      outcome: 'failed',
      reason: 'Half is not implemented on a CPU.',
      hint: 'Nothing has to be done.',
      sharedByEngine: false,
    }),
  });
  expect(warnings).toEqual([
    {
      code: 'rehearsal-failed',
      message: 'Half is not implemented on a CPU. Nothing has to be done.',
    },
  ]);
  expect(sample?.answers).toBeUndefined();
});

test('whether an image of the user’s own would share a failure is not known, so it does not stop', async () => {
  const failed = reporting({
    outcome: 'failed',
    reason: 'The engine lacks BF16.',
    hint: 'Convert it.',
    sharedByEngine: true,
  });
  await expect(prepare({ file: 'add', ...declared, rehearsal: failed })).rejects.toMatchObject({
    code: 'MODEL_REHEARSAL_FAILED',
  });
  const { warnings } = await prepare({
    file: 'add',
    ...declared,
    rehearsal: failed,
    engine: 'image',
  });
  expect(warnings).toMatchObject([{ code: 'rehearsal-failed' }]);
});

test('a machine that cannot rehearse is a warning where the outputs are declared', async () => {
  const { warnings, sample } = await prepare({ file: 'add', ...declared, rehearsal: impossible });
  expect(warnings).toMatchObject([{ code: 'rehearsal-not-possible' }]);
  expect(sample?.inputs).toHaveLength(1);
});

test('a machine that cannot rehearse asks for the outputs where they are not', async () => {
  await expect(
    prepare({ file: 'add', inputs: { x: 'FP32[-1,4]' }, rehearsal: impossible }),
  ).rejects.toMatchObject({
    code: 'MODEL_SIGNATURE_INCOMPLETE',
    hint: expect.stringContaining('There is no Python on this machine. Install Python'),
  });
});

test.each([
  ['takes-integer', 'Argument "repeats" of forward is int'],
  ['takes-default', 'Argument "scale" of forward is float'],
  ['takes-optional', 'Argument "mask" of forward is Optional[Tensor]'],
  ['takes-nothing', 'forward takes no argument'],
  ['returns-dictionary', 'forward returns Dict[str, Tensor]'],
  ['returns-list', 'forward returns List[Tensor]'],
  ['returns-nested', 'forward returns Tuple[Tensor, Tuple[Tensor, Tensor]]'],
  ['returns-float', 'forward returns float'],
  ['without-forward', 'It has no method forward'],
  ['traced-bfloat16', 'input "x" is BF16'],
  ['traced-complex', 'Input "x" was traced with complex64'],
  ['traced-scalar', 'input "x" is a scalar'],
])('%s.pt is refused before a rehearsal: the engine would refuse it', async (file, message) => {
  await expect(prepare({ file, ...declared, inputs: {}, rehearsal })).rejects.toMatchObject({
    code: 'MODEL_NOT_SERVABLE',
    message: expect.stringContaining(message),
  });
  expect(rehearsal.requests).toEqual([]);
});

test.each([
  ['returns-scalar', 'output "OUTPUT__0" is a scalar'],
  ['returns-bfloat16', 'output "OUTPUT__0" is BF16'],
])('%s.pt is refused once a rehearsal has shown what comes out', async (file, message) => {
  await expect(prepare({ file, inputs: { x: 'FP32[-1,4]' }, rehearsal })).rejects.toMatchObject({
    code: 'MODEL_NOT_SERVABLE',
    message: expect.stringContaining(message),
  });
});

test('an image of the user’s own takes what Triton refuses, and gets no configuration for it', async () => {
  const { modelPackage } = await prepare({
    file: 'traced-bfloat16',
    outputs: { y: 'BF16[1,4]' },
    engine: 'image',
  });
  expect(modelPackage.files.map(({ path }) => path)).toEqual([
    'model/1/model.pt',
    'torchrelay.json',
  ]);
});

test.each(['returns-dictionary', 'returns-list'])(
  'for an image of the user’s own, %s.pt has the outputs that are declared, however many',
  async (file) => {
    const { modelPackage } = await prepare({
      file,
      inputs: { x: 'FP32[-1,4]' },
      outputs: { one: 'FP32[-1,4]', two: 'FP32[-1,4]', three: 'FP32[-1,4]' },
      engine: 'image',
    });
    const names = modelPackage.signature.outputs.map(({ name }) => name);
    expect(names).toEqual(['one', 'two', 'three']);
  },
);

test('for an image of the user’s own, only declared arguments that are no tensors count', async () => {
  const options = { file: 'takes-default', ...declared, engine: 'image' as const };
  const { modelPackage } = await prepare(options);
  expect(modelPackage.signature.inputs.map(({ name }) => name)).toEqual(['x']);
});

test('batches are served only where they are asked for', async () => {
  const { modelPackage } = await prepare({ file: 'traced', rehearsal });
  expect(await textOf(modelPackage, 'model/config.pbtxt')).toContain('max_batch_size: 0\n');
});

test('maxBatchSize "auto" batches a model whose rows stay apart', async () => {
  const { modelPackage } = await prepare({
    file: 'resampling',
    inputs: { x: 'FP32[-1,4]' },
    maxBatchSize: 'auto',
    rehearsal,
  });
  const config = await textOf(modelPackage, 'model/config.pbtxt');
  expect(config).toContain('max_batch_size: 8\n');
  expect(config).toContain('dims: [ 4 ]');
  expect(config).toContain('dynamic_batching { }');
});

test.each([
  ['mixing', { inputs: { x: 'FP32[-1,4]' }, rehearsal: true }],
  ['add', { ...declared, rehearsal: false }],
])(
  'maxBatchSize "auto" does not batch %s.pt, of which that is not known',
  async (file, { rehearsal: does, ...options }) => {
    const { modelPackage } = await prepare({
      file,
      ...options,
      maxBatchSize: 'auto',
      ...(does ? { rehearsal } : {}),
    });
    expect(await textOf(modelPackage, 'model/config.pbtxt')).toContain('max_batch_size: 0\n');
  },
);

test('batches that somebody asks for are made, with a warning where the rehearsal speaks against them', async () => {
  const { modelPackage, warnings } = await prepare({
    file: 'mixing',
    inputs: { x: 'FP32[-1,4]' },
    maxBatchSize: 16,
    rehearsal,
  });
  expect(await textOf(modelPackage, 'model/config.pbtxt')).toContain('max_batch_size: 16\n');
  expect(warnings.map(({ code }) => code)).toContain('batching-differs');
});

test('a dimension that the user fixed is no batch dimension', async () => {
  await expect(
    prepare({
      file: 'add',
      inputs: { x: 'FP32[2,4]' },
      outputs: { y: 'FP32[2,4]' },
      maxBatchSize: 4,
    }),
  ).rejects.toMatchObject({
    code: 'MODEL_NOT_SERVABLE',
    message: expect.stringContaining('its first dimension is fixed'),
  });
});

test.each([-1, 1.5, NaN, 2 ** 31])('maxBatchSize %d is refused', async (maxBatchSize) => {
  await expect(prepare({ file: 'add', ...declared, maxBatchSize })).rejects.toMatchObject({
    code: 'MAX_BATCH_SIZE_INVALID',
  });
});

test.each([
  ['state-dict.pt', 'MODEL_FORMAT_UNSUPPORTED'],
  ['exported.pt2', 'MODEL_NOT_SERVABLE'],
  ['nothing.pt', 'MODEL_FILE_NOT_FOUND'],
  ['.', 'MODEL_FILE_UNREADABLE'],
])('%s is refused with %s', async (name, code) => {
  await expect(
    prepareModel({ source: join(models, name), cacheFolder: folder }),
  ).rejects.toMatchObject({ code });
});

test('a file that changes between its digest and its upload is noticed', async () => {
  const file = join(folder, 'model.pt');
  await copyFile(join(models, 'add.pt'), file);
  const { modelPackage } = await prepareModel({
    source: file,
    ...declared,
    cacheFolder: folder,
  });
  await copyFile(join(models, 'mixing.pt'), file);
  const weights = modelPackage.files[0];
  await expect(weights && readAll(weights.source)).rejects.toMatchObject({
    code: 'MODEL_FILE_CHANGED',
  });
});

test('the way is told in stages', async () => {
  const events: EventBody[] = [];
  await prepare({ file: 'traced', rehearsal, emit: (event) => events.push(event) });
  expect(events.map((event) => `${event.type} ${'stage' in event ? event.stage : ''}`)).toEqual([
    'stage-start inspect',
    'stage-end inspect',
    'stage-start rehearse',
    'stage-end rehearse',
    'stage-start package',
    'stage-end package',
  ]);
});

test('an abort stops the inspection', async () => {
  const call = { abortSignal: AbortSignal.abort() };
  await expect(prepare({ file: 'add', ...declared, call })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('a cache folder that cannot be written to costs nothing but time', async () => {
  const cacheFolder = join(folder, 'read-only');
  await writeFile(cacheFolder, 'a file where a folder should be');
  await chmod(cacheFolder, 0o400);
  await expect(prepare({ file: 'add', ...declared, cacheFolder })).resolves.toBeDefined();
});

describe('what comes before tensors', () => {
  const text = {
    from: 'text',
    tokenizer: wordTokenizer(),
    inputs: { ids: 'ids', mask: 'mask' },
  } as const;
  const encoder = {
    file: 'encoder',
    inputs: { ids: 'INT64[-1,-1]', mask: 'FP32[-1,-1]' },
    preprocess: { text },
  };

  test('is in the manifest, and the tokenizer a file of the package', async () => {
    const outputs = { tokens: 'FP32[-1,-1,8]', rows: 'FP32[-1,8]' };
    const { modelPackage } = await prepare({ ...encoder, outputs });
    const manifest = readPackageManifest(await textOf(modelPackage, 'torchrelay.json'), 'it');
    expect(manifest.signature.preprocess).toEqual(modelPackage.signature.preprocess);
    expect(manifest.signature.preprocess).toMatchObject({
      text: { inputs: { ids: 'ids', mask: 'mask' }, padding: { id: 0 } },
    });
    const tokenizer = modelPackage.files.find(({ path }) => path.startsWith('tokenizer-'));
    expect(tokenizer?.path).toBe(`tokenizer-${tokenizer?.sha256.slice(0, 16)}.json`);
    expect(await textOf(modelPackage, tokenizer?.path ?? '')).toBe(
      new TextDecoder().decode(wordTokenizer()),
    );
  });

  test('makes another package, the same on every machine', async () => {
    const outputs = { tokens: 'FP32[-1,-1,8]', rows: 'FP32[-1,8]' };
    const digestWith = async (preprocess?: PrepareOptions['preprocess']): Promise<string> =>
      (await prepare({ ...encoder, outputs, preprocess })).modelPackage.digest;
    const digests = await Promise.all([
      digestWith(),
      digestWith({ text }),
      digestWith({ text: { ...text, maxLength: 8 } }),
      digestWith({ text: { ...text, tokenizer: wordTokenizer(['other']) } }),
    ]);
    expect(new Set(digests).size).toBe(4);
    expect(await digestWith({ text: { ...text } })).toBe(digests[1]);
    expect(await digestWith({})).toBe(digests[0]);
  });

  test('gives a text to rehearse with, where integers could not be guessed', async () => {
    const { sample, modelPackage } = await prepare({ ...encoder, rehearsal });
    expect(sample?.inputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['ids', [1, 5]],
      ['mask', [1, 5]],
    ]);
    expect(modelPackage.signature.outputs.map(({ shape }) => shape)).toEqual([
      [-1, -1, 8],
      [-1, 8],
    ]);
  });

  test('takes the place of numbers in examples, and leaves those that are given', async () => {
    const asText = await prepare({ ...encoder, rehearsal, examples: { text: ['a cat', 'dog'] } });
    expect(asText.sample?.inputs[0]?.shape).toEqual([2, 2]);
    const asNumbers = await prepare({
      ...encoder,
      rehearsal,
      examples: { ids: [[1, 2, 3]], mask: [[1, 1, 1]] },
    });
    expect(asNumbers.sample?.inputs[0]?.shape).toEqual([1, 3]);
  });

  test('may be a picture as an example', async () => {
    const { sample } = await prepare({
      file: 'add',
      inputs: { x: 'FP32[-1,3,-1,-1]' },
      preprocess: { x: { from: 'image', crop: 4 } },
      examples: { x: pictureFile('colour.jpg') },
      rehearsal,
    });
    expect(sample?.inputs[0]?.shape).toEqual([1, 3, 4, 4]);
  });

  test('that fits no input is refused before anything runs', async () => {
    await expect(
      prepare({ file: 'add', ...declared, preprocess: { x: 'imagenet' }, rehearsal }),
    ).rejects.toMatchObject({ code: 'PREPROCESS_INVALID' });
    expect(rehearsal.requests).toEqual([]);
  });
});
