import { expect, it } from 'vitest';
import { inspect } from '../src/index.ts';
import type { TorchscriptModel } from '../src/index.ts';
import { type TinyModel, tinyModel } from './tiny-model.ts';
import { failureOf } from './failure.ts';

async function read(settings: TinyModel = {}): Promise<TorchscriptModel> {
  const model = await inspect(tinyModel(settings));
  if (model.format !== 'torchscript') throw new Error(`read as ${model.format}`);
  return model;
}

const tiny = await read();

it('reads an archive laid out as PyTorch lays it out', () => {
  expect(tiny.className).toBe('Tiny');
  expect(tiny.tensors.map(({ name, shape }) => [name, shape])).toEqual([['weight', [2, 3]]]);
});

it('finds where the weights lie in the file, at a multiple of 64', () => {
  const offset = tiny.tensors[0]?.storage?.fileOffset ?? -1;
  expect(offset % 64).toBe(0);
  expect(offset).toBeGreaterThan(0);
});

it.each<[string, TinyModel]>([
  ['without zip64 records', { archive: { zip64: false } }],
  ['with a comment behind the end record', { archive: { comment: 'made by hand' } }],
  ['with bytes behind the end record', { archive: { after: 'trailing' } }],
  [
    'with sizes only in zip64 fields',
    { change: { 'data/0': { wide: true }, 'data.pkl': { wide: true } } },
  ],
  [
    'deflated by an ordinary zip program',
    { change: { 'data.pkl': { deflate: true }, version: { deflate: true } } },
  ],
  ['with stored code', { change: { 'code/__torch__.py': { deflate: false } } }],
  [
    'with record names in other letters',
    {
      change: {
        'data.pkl': { name: 'DATA.PKL' },
        'code/__torch__.py': { name: 'CODE/__torch__.py' },
        'data/0': { name: 'Data/0' },
      },
    },
  ],
  ['with a version in .data', { more: [{ name: '.data/version', bytes: '3' }] }],
  [
    'with broken notes on where code came from, which PyTorch reads only to explain an error',
    { more: [{ name: 'code/__torch__.py.debug_pkl', bytes: 'no pickle' }] },
  ],
  [
    'with broken bytecode, which only the mobile interpreter reads',
    {
      more: [
        { name: 'bytecode.pkl', bytes: 'no pickle' },
        { name: 'mobile_debug_handles.pkl', bytes: 'no pickle' },
      ],
    },
  ],
])('reads the same model %s', async (_, settings) => {
  const model = await read(settings);
  expect(model.tensors.map(({ name, shape, dtype }) => ({ name, shape, dtype }))).toEqual(
    tiny.tensors.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  );
  expect(model.methods).toEqual(tiny.methods);
});

it('takes the last of two records with one name, as PyTorch does', async () => {
  const model = await read({ more: [{ name: 'version', bytes: '7\n' }] });
  expect(model.fileFormatVersion).toBe(7);
});

it('does not say where deflated weights lie, since they cannot be read in place', async () => {
  const model = await read({ change: { 'data/0': { deflate: true } } });
  expect(model.tensors[0]?.storage?.fileOffset).toBeUndefined();
});

it('takes the root folder from the first record and ignores others', async () => {
  const model = await read({ more: [{ name: '/other/version', bytes: '9\n' }] });
  expect(model.fileFormatVersion).toBe(3);
});

it.each<[string, TinyModel, string, RegExp]>([
  [
    'a wrong checksum',
    { change: { 'data.pkl': { crc: 1 } } },
    'MODEL_FILE_CORRUPT',
    /tiny\/data\.pkl was damaged/,
  ],
  [
    'an encrypted record',
    { change: { 'data.pkl': { flags: 0x0809 } } },
    'MODEL_FILE_CORRUPT',
    /encrypted/,
  ],
  [
    'an unknown packing method',
    { change: { 'data.pkl': { method: 12 } } },
    'MODEL_FILE_CORRUPT',
    /method 12/,
  ],
  [
    'a record where none starts',
    { change: { 'data.pkl': { headerOffset: 7 } } },
    'MODEL_FILE_CORRUPT',
    /no record starts there/,
  ],
  [
    'a record beyond the end',
    { change: { 'data.pkl': { headerOffset: 1e9 } } },
    'MODEL_FILE_TRUNCATED',
    /the file ends at byte/,
  ],
  [
    'a record longer than the file',
    { change: { 'data.pkl': { declaredStoredBytes: 1e6, declaredBytes: 1e6 } } },
    'MODEL_FILE_TRUNCATED',
    /the file ends at byte/,
  ],
  [
    'a record of another length',
    { change: { 'data.pkl': { declaredBytes: 5 } } },
    'MODEL_FILE_CORRUPT',
    /directory says 5/,
  ],
  [
    'deflated bytes that are none',
    { change: { 'data.pkl': { method: 8 } } },
    'MODEL_FILE_CORRUPT',
    /cannot be inflated/,
  ],
  [
    'more entries than there are',
    { archive: { entryCount: 9 } },
    'MODEL_FILE_CORRUPT',
    /directory is broken/,
  ],
  ['no entries', { archive: { entryCount: 0 } }, 'MODEL_FILE_CORRUPT', /no records/],
  [
    'a directory beyond the end',
    { archive: { directoryOffset: 1e7 } },
    'MODEL_FILE_TRUNCATED',
    /directory should end/,
  ],
  [
    'an impossible offset',
    { archive: { directoryOffset: 2 ** 60 } },
    'MODEL_FILE_CORRUPT',
    /impossible/,
  ],
  [
    'junk in front',
    { archive: { before: 'junk' } },
    'MODEL_FORMAT_UNSUPPORTED',
    /of no format|text/,
  ],
  ['no version', { change: { version: undefined } }, 'MODEL_FILE_CORRUPT', /version is missing/],
  ['a version that PyTorch does not know', { version: '11' }, 'MODEL_FILE_CORRUPT', /'11'/],
  ['a version that is no number', { version: 'three' }, 'MODEL_FILE_CORRUPT', /'three'/],
  [
    'no data.pkl',
    { change: { 'data.pkl': undefined } },
    'MODEL_FILE_CORRUPT',
    /data\.pkl is missing/,
  ],
  [
    'no code',
    { change: { 'code/__torch__.py': undefined } },
    'MODEL_FILE_CORRUPT',
    /no code record declares/,
  ],
])('refuses %s', async (_, settings, code, message) => {
  const error = await failureOf(inspect(tinyModel(settings)));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/tiny\.pt/);
  expect(error.hint.length).toBeGreaterThan(20);
  expect(error.data.file).toBe('tiny.pt');
});
