import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBytes, inspect, openFile } from '../src/index.ts';
import type { ExportedProgram, ExportedValue, ModelTensor } from '../src/index.ts';
import { defaultLimits } from '../src/limits.ts';
import { meter } from '../src/source/metered-source.ts';
import { openArchive } from '../src/zip/archive.ts';
import { failureOf } from './failure.ts';
import { writeArchive } from './write-archive.ts';
import { call as calling, global, pickle, tuple } from './write-pickle.ts';
import { openZoo, type ProgramAnswer } from './zoo.ts';

const zoo = await openZoo();
const pathOf = (name: string): string => join(zoo.folder, 'exported', `${name}.pt2`);

async function readProgram(source: Parameters<typeof inspect>[0]): Promise<ExportedProgram> {
  const model = await inspect(source);
  if (model.format !== 'pt2') throw new Error(`read as ${model.format}`);
  return model;
}

describe.for(Object.keys(zoo.exported))('%s.pt2: says the same as torch.export.load', (name) => {
  const answer = zoo.exported[name] as ProgramAnswer;
  let program: ExportedProgram;

  beforeAll(async () => {
    program = await readProgram(pathOf(name));
  });

  it('the version of PyTorch, extra files', () => {
    expect(program.torchVersion).toBe(answer.torch);
    expect(program.extraFiles).toEqual(['note.txt']);
    expect(program.schemaVersion.major).toBeGreaterThan(0);
  });

  it('parameters, buffers and constants', () => {
    expect(comparable(program.tensors, 'parameter')).toEqual(answer.parameters);
    expect(comparable(program.tensors, 'buffer')).toEqual(answer.buffers);
    const constants = program.tensors.filter(({ role }) => role === 'constant');
    expect(constants.map((tensor) => tensor.name).toSorted()).toEqual(answer.constants);
  });

  it('inputs and outputs with types and dynamic sizes', () => {
    expect(program.inputs.map(shapeOf)).toEqual(answer.inputShapes);
    expect(program.outputs.map(shapeOf)).toEqual(answer.outputShapes);
  });

  it('the bounds of dynamic sizes', () => {
    for (const { shape } of [...program.inputs, ...program.outputs]) {
      for (const size of shape ?? []) {
        if (typeof size === 'number' || !(size.symbol in answer.ranges)) continue;
        expect([size.min, size.max ?? null]).toEqual(answer.ranges[size.symbol]);
      }
    }
  });
});

function comparable(tensors: readonly ModelTensor[], wanted: ModelTensor['role']): unknown {
  return tensors
    .filter(({ role }) => role === wanted)
    .map(({ name, dtype, shape, strides, requiresGrad }) => ({
      name,
      dtype,
      shape,
      strides,
      requiresGrad,
    }));
}

function shapeOf({ dtype, shape }: ExportedValue): unknown {
  if (shape === undefined) return null;
  return { dtype, shape: shape.map((size) => (typeof size === 'number' ? size : size.symbol)) };
}

describe('names within structures', () => {
  it('are those that callers use', async () => {
    const program = await readProgram(pathOf('structured'));
    expect(program.inputs.map(({ name, type }) => [name, type])).toEqual([
      ['batch["ids"]', 'Tensor'],
      ['y', 'Tensor'],
      ['flag', 'bool'],
    ]);
    expect(program.outputs.map(({ name }) => name)).toEqual(['scores', 'x[0]', 'x[1]']);
  });

  it('number the items of tuples and lists', async () => {
    const program = await readProgram(pathOf('halves'));
    expect(program.inputs.map(({ name }) => name)).toEqual([
      'pair[0]',
      'pair[1]',
      'rest[0]',
      'rest[1]',
    ]);
    expect(program.outputs.map(({ name }) => name)).toEqual(['0', '1']);
  });

  it('tied weights share a storage and are counted once', async () => {
    const program = await readProgram(pathOf('structured'));
    const tied = program.tensors.find(({ name }) => name === 'second.weight');
    expect(tied).toMatchObject({ sharesStorageWith: 'first.weight', sameAs: 'first.weight' });
    expect(program.totals.parameters).toEqual({ tensors: 3, elements: 18, bytes: 72 });
  });
});

/** The records of a real file, to be changed. */
async function recordsOf(name: string): Promise<Map<string, string>> {
  const bytes = new Uint8Array(await readFile(pathOf(name)));
  const archive = await openArchive(meter(fromBytes(name, bytes)), defaultLimits);
  const records = new Map<string, string>();
  for (const entry of archive.entries) {
    const record = await archive.read(entry, 'codeBytes');
    records.set(entry.name.slice(archive.root.length + 1), Buffer.from(record).toString('latin1'));
  }
  return records;
}

function packed(records: ReadonlyMap<string, string>, root = 'program/'): Uint8Array {
  return writeArchive({
    records: [...records].map(([name, text]) => ({
      name: `${root}${name}`,
      bytes: Buffer.from(text, 'latin1'),
    })),
  });
}

describe('archives that are laid out differently', () => {
  it('reads the layout of PyTorch before 2.8, where weights are a pickle of their own', async () => {
    const records = await recordsOf('mlp');
    const old = new Map([
      ['version', '8.20'],
      ['serialized_exported_program.json', records.get('models/model.json') ?? ''],
      ['serialized_state_dict.pt', ''],
    ]);
    const program = await readProgram(fromBytes('old.pt2', packed(old, '')));
    const now = await readProgram(pathOf('mlp'));
    expect(program.inputs).toEqual(now.inputs);
    expect(program.totals.parameters).toEqual(now.totals.parameters);
    expect(program.tensors[0]?.storage).toBeUndefined();
  });

  it.each<[string, (model: string) => string | undefined, RegExp]>([
    ['no program', () => undefined, /serialized_exported_program\.json is missing/],
    ['a program that is not JSON', () => '{"graph', /models\/model\.json is not JSON/],
    ['a program that is a list', () => '[]', /torch_version should be a text|should be/],
    [
      'an unknown element type',
      (model) => model.replaceAll('"dtype": 7', '"dtype": 99'),
      /dtype should be the number of an element type, and is 99/,
    ],
    [
      'a negative size',
      (model) => model.replaceAll('{"as_int": 8}', '{"as_int": -8}'),
      /should be a size, and is -8/,
    ],
    [
      'no signature',
      (model) => model.replaceAll('input_specs', 'other_specs'),
      /input_specs should be a list/,
    ],
  ])('refuses %s and names the place', async (_, change, message) => {
    const records = await recordsOf('mlp');
    const changed = change(records.get('models/model.json') ?? '');
    if (changed === undefined) records.delete('models/model.json');
    else records.set('models/model.json', changed);
    const error = await failureOf(inspect(fromBytes('broken.pt2', packed(records))));
    expect(error.code).toBe('MODEL_FILE_CORRUPT');
    expect(error.message).toMatch(message);
  });
});

describe('what a program brings besides itself', () => {
  const samples = 'data/sample_inputs/model.pt';

  async function foundIn(
    change: (records: Map<string, string>) => void,
  ): Promise<readonly { readonly code: string; readonly place: string }[]> {
    const records = await recordsOf('mlp');
    change(records);
    const { findings } = await readProgram(fromBytes('odd.pt2', packed(records)));
    return findings.map(({ code, place }) => ({ code, place }));
  }

  it('is nothing to speak of as PyTorch writes it', async () => {
    expect(await foundIn((records) => expect([...records.keys()]).toContain(samples))).toEqual([]);
  });

  it.each(['data/aotinductor/model/x.so', 'data/aotinductor/model/x.CUBIN', 'data/x.dll'])(
    'may be compiled code: %s',
    async (name) => {
      const found = await foundIn((records) => records.set(name, 'ELF'));
      expect(found).toEqual([{ code: 'native-code', place: name }]);
    },
  );

  it('may be weights that are to be unpickled', async () => {
    const found = await foundIn((records) => {
      const [name = '', text = ''] =
        [...records].find(([each]) => each.endsWith('_weights_config.json')) ?? [];
      records.set(name, text.replace('"use_pickle": false', '"use_pickle": true'));
    });
    expect(found).toMatchObject([{ code: 'pickled-weights' }]);
    expect(found[0]?.place).toMatch(/^data\/weights\//);
  });

  it.each(['no archive', 'PK\u0003\u0004 broken'])(
    'may be examples that nobody can check: %j',
    async (text) => {
      const found = await foundIn((records) => records.set(samples, text));
      expect(found).toEqual([{ code: 'unreadable-pickle', place: samples }]);
    },
  );

  it('may be a pickle that calls what no example needs, wherever torch.load will read it', async () => {
    const pickled = pickle(calling(global('posix', 'system'), tuple('true')));
    const evil = writeArchive({ records: [{ name: 'x/data.pkl', bytes: pickled }] });
    for (const name of [samples, 'data/constants/custom_obj_0', 'data/weights/other.pt']) {
      const found = await foundIn((records) =>
        records.set(name, Buffer.from(evil).toString('latin1')),
      );
      expect(found).toEqual([{ code: 'unknown-global', place: name }]);
    }
  });
});

it('never reads the weights', async () => {
  await using file = await openFile(pathOf('cnn'));
  const read: number[] = [];
  const program = await readProgram({
    ...file,
    read: (offset, length, call) => {
      read.push(offset);
      return file.read(offset, length, call);
    },
  });
  const offsets = program.tensors.map(({ storage }) => storage?.fileOffset);
  expect(offsets.length).toBeGreaterThan(10);
  expect(read.filter((offset) => offsets.includes(offset))).toEqual([]);
});
