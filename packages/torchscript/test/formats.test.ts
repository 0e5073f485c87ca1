import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBytes, inspect, ModelFileError, openFile } from '../src/index.ts';
import { kinds } from '../src/findings/kinds.ts';
import { failureOf } from './failure.ts';
import { writeArchive } from './write-archive.ts';
import { writeOddFiles } from './write-odd-files.ts';
import { openZoo } from './zoo.ts';

const zoo = await openZoo();

describe('files by real PyTorch that are not TorchScript', () => {
  it.each([
    ['state-dict.pt', 'state-dict', /hidden\.weight/, /load_state_dict/],
    ['checkpoint.pt', 'checkpoint', /epoch, state_dict, optimizer/, /checkpoint\['state_dict'\]/],
    [
      'pickled-module.pt',
      'pickled-module',
      /torch\.nn\.modules\.container\.Sequential/,
      /torch\.jit\.script/,
    ],
    ['tensor.pt', 'torch-save', /a single tensor/, /torch\.jit\.script/],
    ['legacy-state-dict.pt', 'legacy-torch-save', /before PyTorch 1\.6/, /torch\.jit\.script/],
    ['legacy-module.pt', 'legacy-torch-save', /before PyTorch 1\.6/, /torch\.jit\.script/],
    ['legacy.tar.pt', 'legacy-torch-tar', /before PyTorch 0\.1\.10/, /torch\.jit\.script/],
    ['package.pt', 'torch-package', /torch\.package/, /torch\.jit\.script/],
  ])('%s is named %s, and how to convert it is said', async (name, format, message, hint) => {
    expect(zoo.refused[name], 'PyTorch refuses it as well').toBeTruthy();
    const error = await failureOf(inspect(join(zoo.folder, 'foreign', name)));
    expect(error.code).toBe('MODEL_FORMAT_UNSUPPORTED');
    expect(error.data.format).toBe(format);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});

const records = (...names: readonly string[]): Uint8Array =>
  writeArchive({ records: names.map((name) => ({ name, bytes: '' })) });

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

function safetensors(): Uint8Array {
  const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return new Uint8Array(Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)]));
}

function tar(): Uint8Array {
  const block = Buffer.alloc(1024);
  block.write('model.pt');
  block.write('ustar', 257);
  return new Uint8Array(block);
}

const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';

describe('other files, whatever they are called', () => {
  it.each<[string, Uint8Array]>([
    ['safetensors', safetensors()],
    ['onnx', bytes('\x08\x08\x12\x07pytorch\x1a\x052.1.0:\x10graph-graph-graph')],
    ['executorch', bytes('\x1c\x00\x00\x00ET12\x00\x00\x00\x00')],
    ['tflite', bytes('\x1c\x00\x00\x00TFL3\x14\x00\x20\x00')],
    ['gguf', bytes('GGUF\x03\x00\x00\x00\x10\x00\x00\x00')],
    ['hdf5', bytes('\x89HDF\r\n\x1a\n\x00\x00\x00')],
    ['numpy', bytes('\x93NUMPY\x01\x00v\x00{}')],
    ['numpy', records('arr_0.npy')],
    ['gzip', bytes('\x1f\x8b\x08\x00\x00\x00\x00\x00')],
    ['tar', tar()],
    ['pickle', bytes('\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00]\x94.')],
    ['git-lfs-pointer', bytes(lfs)],
    ['html', bytes('\n<!DOCTYPE html>\n<html><body>404 Not Found')],
    ['xml', bytes('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')],
    ['json', bytes('{"message": "Not Found"}')],
    ['text', bytes('import torch\n\nclass Model(torch.nn.Module):\n    pass\n')],
    ['mar', records('MAR-INF/MANIFEST.json', 'model.pt')],
    ['mar', records('model.pt', 'MAR-INF/MANIFEST.json')],
    ['aotinductor', records('m/data/aotinductor/model/c.wrapper.so', 'm/archive_format')],
    ['torchscript-before-1.4', records('m/model.json', 'm/tensors/0', 'm/version')],
    ['zip', records('word/document.xml', '[Content_Types].xml')],
    ['unknown', bytes('\xff\xfe\x00\x01\x02\x03 nothing that we know')],
  ])('%s is recognised by its content', async (format, content) => {
    const error = await failureOf(inspect(fromBytes('model.pt', content)));
    expect(error.code).toBe('MODEL_FORMAT_UNSUPPORTED');
    expect(error.data).toMatchObject({ format, file: 'model.pt' });
    expect(error.message).toMatch(/^model\.pt is (?:a|an|of) /);
    expect(error.hint.length).toBeGreaterThan(15);
  });

  it('an empty file is said to be empty', async () => {
    const error = await failureOf(inspect(fromBytes('model.pt', new Uint8Array())));
    expect(error.code).toBe('MODEL_FILE_EMPTY');
  });

  it.each([1, 5, 20, 300])('%i bytes of a zip archive are an incomplete copy', async (length) => {
    const whole = records('m/data.pkl', 'm/constants.pkl', 'm/version');
    const cut = whole.subarray(0, Math.min(length, whole.byteLength - 30));
    const error = await failureOf(inspect(fromBytes('model.pt', cut)));
    expect(error.code).toMatch(length < 4 ? /UNSUPPORTED/ : /TRUNCATED/);
  });
});

describe('files on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'formats-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('says that there is no such file', async () => {
    const error = await failureOf(inspect(join(folder, 'none.pt')));
    expect(error.code).toBe('MODEL_FILE_NOT_FOUND');
    expect(error.data.file).toContain('none.pt');
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
  });

  it('says that a folder is a folder', async () => {
    const error = await failureOf(inspect(folder));
    expect(error.data.format).toBe('folder');
  });

  it('takes a file URL, and refuses any other', async () => {
    await writeFile(join(folder, 'note.pt'), 'hello');
    const error = await failureOf(inspect(new URL(`file://${folder}/note.pt`)));
    expect(error.data.format).toBe('text');
    const remote = await failureOf(inspect(new URL('https://example.com/model.pt')));
    expect(remote.code).toBe('MODEL_FILE_UNREADABLE');
    expect(remote.hint).toMatch(/ByteSource/);
  });

  it('reads ranges of a file until it is closed', async () => {
    await writeFile(join(folder, 'digits'), '0123456789');
    const source = await openFile(join(folder, 'digits'));
    expect(source.size).toBe(10);
    expect(Buffer.from(await source.read(3, 4)).toString()).toBe('3456');
    await source[Symbol.asyncDispose]();
    const error = await failureOf(source.read(0, 1));
    expect(error.code).toBe('MODEL_FILE_UNREADABLE');
  });

  it('says that a file shrank while it was read', async () => {
    await writeFile(join(folder, 'shrinking'), '0123456789');
    await using source = await openFile(join(folder, 'shrinking'));
    await writeFile(join(folder, 'shrinking'), '01');
    const error = await failureOf(source.read(0, 10));
    expect(error.code).toBe('MODEL_FILE_TRUNCATED');
    expect(error.message).toMatch(/became shorter/);
  });
});

describe('what a user reads', () => {
  let folder: string;
  let names: readonly string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odd-'));
    names = writeOddFiles(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('of each odd file is whole sentences, with what to do, and nothing that a terminal would act on', async () => {
    for (const name of names) {
      for (const { message, hint } of await said(join(folder, name))) {
        expect(message, name).toMatch(/^[\p{Lu}\w/].*\.$/su);
        expect(hint, name).toMatch(/^\p{Lu}/u);
        expect(message + hint, name).not.toMatch(/undefined|NaN|null|\b1 \w+s were|[^\n\P{Cc}]/u);
      }
    }
  });

  it('is tried for every finding that a TorchScript file can have', async () => {
    const ofPrograms = ['native-code', 'pickled-weights', 'unreadable-pickle'];
    const model = names.map((name) => name.replace('.pt', ''));
    expect([...model, ...ofPrograms]).toEqual(expect.arrayContaining(Object.keys(kinds)));
    for (const code of Object.keys(kinds).filter((each) => model.includes(each))) {
      const { findings } = await inspect(join(folder, `${code}.pt`));
      expect(findings.map((each) => each.code)).toContain(code);
    }
  });

  it('of an odd file is something, of an honest one nothing', async () => {
    const silent: string[] = [];
    for (const name of names) if ((await said(join(folder, name))).length === 0) silent.push(name);
    expect(silent).toEqual(['honest.pt']);
  });

  it.each([
    ['mar.pt', 'is a TorchServe archive (MAR-INF/MANIFEST.json, model.pt). TorchServe is no'],
    ['bomb-in-a-pickle.pt', 'constants.pkl inflates 1,029-fold; the limit is 1,000.'],
    ['zip64-lie.pt', 'has 4,503,599,627,370,496 bytes; the limit is 67,108,864.'],
    ['saved-on-device.pt', 'The tensor weight was saved from cuda:1.'],
    ['record-too-long.pt', 'has 28 bytes, where its storage needs 24.'],
  ])('%s: %s', async (name, text) => {
    const [first] = await said(join(folder, name));
    expect(first?.message).toContain(text);
  });

  it('names a newer PyTorch where the version is of the future', async () => {
    const [first] = await said(join(folder, 'future-version.pt'));
    expect(first?.hint).toContain('newer PyTorch');
  });
});

/** The refusal of a file, or else its findings. */
async function said(path: string): Promise<readonly { message: string; hint: string }[]> {
  try {
    const { findings } = await inspect(path);
    return findings.map(({ message, advice }) => ({ message, hint: advice }));
  } catch (error) {
    if (ModelFileError.isInstance(error)) return [error];
    throw error;
  }
}
