import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finding, type FindingCode, fromBytes, inspect } from '../src/index.ts';
import { kinds } from '../src/findings/kinds.ts';
import { type TinyModel, tinyBytes, tinyCode, tinyModel, tinyState } from './tiny-model.ts';
import { call, dict, global, object, pickle, storage, tensor, tuple } from './write-pickle.ts';
import { openZoo } from './zoo.ts';

const zoo = await openZoo();

async function findings(source: Parameters<typeof inspect>[0]): Promise<readonly Finding[]> {
  return (await inspect(source)).findings;
}

async function codes(settings: TinyModel): Promise<readonly string[]> {
  return (await findings(tinyModel(settings))).map(({ code }) => code);
}

describe('honest archives', () => {
  it.each(zoo.names)('%s carries no danger', async (name) => {
    const dangers = (await findings(zoo.file(name))).filter(
      ({ severity }) => severity === 'danger',
    );
    expect(dangers).toEqual([]);
  });

  it.each(Object.keys(zoo.exported))('%s.pt2 carries none either', async (name) => {
    expect(await findings(join(zoo.folder, 'exported', `${name}.pt2`))).toEqual([]);
  });

  it.each([
    'mlp-scripted',
    'mlp-traced',
    'cnn-frozen',
    'quantized-static',
    'quantized-dynamic',
    'transformer-traced',
  ])('%s has nothing to say at all', async (name) => {
    expect(await findings(zoo.file(name))).toEqual([]);
  });

  it('our own archive for tests has nothing to say either, or the tests below would mean nothing', async () => {
    expect(await codes({})).toEqual([]);
  });
});

describe('archives by real PyTorch that act when loaded or run', () => {
  const hostile = (name: string): string => join(zoo.folder, 'hostile', name);

  it.each<[string, FindingCode]>([
    ['writes-at-load.pt', 'writes-files'],
    ['writes-at-load.pt', 'code-runs-at-load'],
    ['reads-file.pt', 'reads-files'],
    ['prints.pt', 'prints'],
    ['drops.pt', 'training-mode'],
    ['evil.pt2', 'unknown-global'],
    ['../foreign/optimized-cnn.pt', 'weights-not-saved'],
    ['../defaults.pt', 'device-baked-in'],
    ['../getstate.pt', 'code-runs-at-load'],
    ['../bfloat16.pt', 'triton-dtype'],
  ])('%s: %s', async (name, code) => {
    expect((await findings(hostile(name))).map((each) => each.code)).toContain(code);
  });

  it.each(Object.keys(zoo.acted))('%s did act when PyTorch loaded it', (name) => {
    expect(zoo.acted[name]).toBe(true);
  });

  it('the same program without the evil pickle has nothing to say', async () => {
    expect(await findings(hostile('good.pt2'))).toEqual([]);
  });
});

const evil = call(global('posix', 'system'), tuple('true'));
const long = 'x'.repeat(1000);

describe('the archive', () => {
  it.each<[string, FindingCode, TinyModel]>([
    ['two records of one name', 'duplicate-record', { more: [{ name: 'version', bytes: '3' }] }],
    [
      'two records that differ by case',
      'duplicate-record',
      { more: [{ name: 'VERSION', bytes: '3' }] },
    ],
    [
      'another name in the local header',
      'local-header-differs',
      { change: { 'data/0': { localName: 'tiny/data/1' } } },
    ],
    [
      'a longer name in the local header',
      'local-header-differs',
      { change: { 'data/0': { localName: 'tiny/data/0000' } } },
    ],
    [
      'records that overlap',
      'overlapping-records',
      { more: [{ name: 'x', bytes: '', absent: true, headerOffset: 0 }] },
    ],
    [
      'a directory that lies about the number of records',
      'contradictory-directory',
      { archive: { wideEntryCount: 5, entryCount: 4 } },
    ],
    ['a name that climbs', 'traversal-name', { more: [{ name: '../../etc/passwd', bytes: '' }] }],
    ['an absolute name', 'traversal-name', { more: [{ name: '//etc/passwd', bytes: '' }] }],
    ['a name with a drive', 'traversal-name', { more: [{ name: '/C:\\evil', bytes: '' }] }],
    [
      'a name that climbs by backslashes',
      'traversal-name',
      { more: [{ name: 'a\\..\\b', bytes: '' }] },
    ],
    [
      'an encrypted record that is never read',
      'encrypted-record',
      { more: [{ name: 'extra/x', bytes: 'x', flags: 0x0809 }] },
    ],
    [
      'a bomb that is never read',
      'inflation-bomb',
      { more: [{ name: 'extra/x', bytes: new Uint8Array(4 * 1024 ** 2), deflate: true }] },
    ],
    [
      'a fixed name in other letters',
      'unusual-name',
      { change: { 'data.pkl': { name: 'Data.pkl' } } },
    ],
    [
      'a record outside of the root',
      'record-outside-root',
      { more: [{ name: '/other/x', bytes: '' }] },
    ],
    ['bytes after the end', 'unlisted-bytes', { archive: { after: 'x'.repeat(40) } }],
    [
      'bytes between records',
      'unlisted-bytes',
      {
        change: { 'data/0': { declaredBytes: 24, declaredStoredBytes: 24 } },
        weights: new Uint8Array(2000),
      },
    ],
    ['deflated weights', 'weights-deflated', { change: { 'data/0': { deflate: true } } }],
  ])('with %s: %s', async (_, code, settings) => {
    expect(await codes(settings)).toContain(code);
  });
});

describe('the weights', () => {
  const state = (weight: Buffer): TinyModel => ({ state: dict({ ...tinyState, weight }) });
  const six = storage({ elements: 6 });

  it.each<[string, FindingCode, TinyModel]>([
    ['a missing record', 'weights-missing', { change: { 'data/0': undefined } }],
    ['a record that is too short', 'record-too-short', { weights: new Uint8Array(20) }],
    ['a record that is too long', 'record-too-long', { weights: new Uint8Array(28) }],
    [
      'a tensor larger than its storage',
      'tensor-beyond-storage',
      state(tensor({ shape: [3, 3], from: six })),
    ],
    [
      'an offset beyond the storage',
      'tensor-beyond-storage',
      state(tensor({ shape: [2, 3], offset: 1, from: six })),
    ],
    [
      'strides beyond the storage',
      'tensor-beyond-storage',
      state(tensor({ shape: [2, 3], strides: [100, 1], from: six })),
    ],
    [
      'fewer strides than sizes',
      'tensor-beyond-storage',
      state(tensor({ shape: [2, 3], strides: [1], from: six })),
    ],
    [
      'a device that is not the CPU',
      'saved-on-device',
      state(tensor({ shape: [2, 3], from: storage({ elements: 6, device: 'cuda:1' }) })),
    ],
  ])('with %s: %s', async (_, code, settings) => {
    expect(await codes(settings)).toContain(code);
  });

  it('may be a view that ends exactly at the end of its storage', async () => {
    expect(await codes(state(tensor({ shape: [3], strides: [2], offset: 1, from: six })))).toEqual(
      [],
    );
  });
});

describe('the pickles', () => {
  it.each<[string, TinyModel]>([
    ['data.pkl', { state: dict({ ...tinyState, evil }) }],
    ['constants.pkl', { constants: pickle(tuple(evil)) }],
    ['traced_inputs.pkl', { more: [{ name: 'traced_inputs.pkl', bytes: pickle(evil) }] }],
  ])('%s that calls what no model needs', async (place, settings) => {
    const found = await findings(tinyModel(settings));
    expect(found[0]).toMatchObject({ code: 'unknown-global', severity: 'danger', place });
    expect(found[0]?.message).toContain('posix.system');
  });

  it('may not name anything new, however harmless it sounds', async () => {
    const settings = {
      state: dict({ ...tinyState, x: call(global('torch._utils', '_rebuild_tensor_v9'), tuple()) }),
    };
    expect(await codes(settings)).toEqual(['unknown-global']);
  });

  it('may hold classes of PyTorch in C++, and others with a warning', async () => {
    const held = (name: string): TinyModel => ({
      state: dict({
        ...tinyState,
        x: object(global(`__torch__.torch.classes.${name}`, 'Params'), tuple()),
      }),
    });
    expect(await codes(held('quantized'))).toEqual([]);
    expect(await codes(held('acme'))).toEqual(['custom-class']);
  });
});

describe('the code', () => {
  const body = (line: string): TinyModel => ({
    code: tinyCode.replace('    return', `    ${line}\n    return`),
  });

  it.each<[string, FindingCode]>([
    ['torch.save(x, "f")', 'writes-files'],
    ['y = torch.from_file("f")', 'reads-files'],
    ['y = ops.aten.from_file("f")', 'reads-files'],
    ['x.save("f")', 'writes-files'],
    ['y = getattr(x, "save")', 'writes-files'],
    ['y = ops.image.read_file("f")', 'reads-files'],
    ['y = ops.prim.rpc_sync("w", f)', 'reaches-network'],
    ['y = ops.prim.rpc_async("w", f)', 'reaches-network'],
    ['y = ops.prim.rpc_remote("w", f)', 'reaches-network'],
    ['y = ops.image.write_file("f", x)', 'writes-files'],
    ['y = ops.debugprims.load_tensor("f", [1])', 'reads-files'],
    ['t = torch', 'hidden-operator'],
    ['y = getattr(x, "sa" "ve")', 'hidden-operator'],
    ['y = ops.acme.secret(x)', 'custom-operator'],
    ['print(x)', 'prints'],
    ['y = ops.prim.ConstantMKLDNNTensor()', 'weights-not-saved'],
    ['d = torch.device("cuda:0")', 'device-baked-in'],
  ])('%s: %s', async (line, code) => {
    const [first] = await findings(tinyModel(body(line)));
    expect(first?.code).toBe(code);
    expect(first?.place).toBe('code/__torch__.py:9');
  });

  it.each([
    '# torch.save(x)',
    's = "torch.save(x)"',
    'y = ops.prim.NumToTensor(x)',
    'y = ops.quantized.linear(x, w, s, z)',
    'y = torch.device("cpu")',
    'y = (m).forward(x, )',
  ])('%s is nothing to speak of', async (line) => {
    expect(await codes(body(line))).toEqual([]);
  });
});

describe('serving with Triton', () => {
  const forward = (args: string, returns = 'Tensor'): TinyModel => ({
    code: `${tinyCode.replace('    x: Tensor) -> Tensor:', `    ${args}) -> ${returns}:`)}class Pair(NamedTuple):\n  a : Tensor\n  b : Tensor\nclass Mixed(NamedTuple):\n  a : Tensor\n  n : int\n`,
  });

  it.each([
    ['x: Tensor, y: Tensor', 'Tuple[Tensor, Tensor]'],
    ['batch: Dict[str, Tensor]', 'Tensor'],
    ['words: List[str]', 'List[str]'],
    ['x: Tensor', '__torch__.Pair'],
  ])('takes forward(%s) -> %s', async (args, returns) => {
    expect(await codes(forward(args, returns))).toEqual([]);
  });

  it.each([
    ['x: Tensor, n: int=3', 'forward(n)'],
    ['x: Optional[Tensor]', 'forward(x)'],
    ['xs: List[Tensor]', 'forward(xs)'],
    ['batch: Dict[str, Tensor], x: Tensor', 'forward(batch)'],
    ['table: Dict[int, Tensor]', 'forward(table)'],
  ])('does not take forward(%s)', async (args, place) => {
    const found = await findings(tinyModel(forward(args)));
    expect(found).toMatchObject([{ code: 'triton-argument', place }]);
  });

  it.each([
    'Dict[str, Tensor]',
    'List[Tensor]',
    'int',
    'Tuple[Tensor, int]',
    'Optional[Tensor]',
    '__torch__.Mixed',
  ])('does not return %s', async (returns) => {
    expect(await codes(forward('x: Tensor', returns))).toEqual(['triton-output']);
  });

  it('needs a method forward', async () => {
    expect(await codes({ code: tinyCode.replace('forward', 'encode') })).toEqual(['no-forward']);
  });

  it('takes no bfloat16, neither as a traced input nor from weights', async () => {
    const half = tensor({ shape: [2, 3], from: storage({ type: 'BFloat16Storage', elements: 6 }) });
    const weights = await findings(
      tinyModel({ state: dict({ ...tinyState, weight: half }), weights: new Uint8Array(12) }),
    );
    expect(weights.map(({ place }) => place)).toEqual(['weight']);
    const inputs = pickle(dict({ forward: tuple(half) }));
    const traced = await findings(
      tinyModel({ more: [{ name: 'traced_inputs.pkl', bytes: inputs }] }),
    );
    expect(traced).toMatchObject([{ code: 'triton-dtype', place: 'forward(x)' }]);
  });
});

describe('training mode', () => {
  const state = dict({ ...tinyState, training: true });

  it('is nothing to speak of where no code depends on it', async () => {
    expect(await codes({ state })).toEqual([]);
  });

  it('is a warning where some does', async () => {
    const code = tinyCode.replace('    return', '    training = self.training\n    return');
    expect(await codes({ state, code })).toEqual(['training-mode']);
    expect(await codes({ code })).toEqual([]);
  });
});

describe('all findings', () => {
  it('are listed with the worst first', async () => {
    const code = tinyCode.replace(
      '    return',
      '    print(x)\n    d = torch.device("cuda:0")\n    torch.save(x, "f")\n    return',
    );
    const found = await findings(tinyModel({ code }));
    expect(found.map(({ severity }) => severity)).toEqual(['danger', 'warning', 'note']);
  });

  it.each(Object.entries(kinds))('%s says what to do', (_, { advice }) => {
    expect(advice).toMatch(/^[A-Z].*\.$/);
    expect(advice.length).toBeGreaterThan(20);
  });

  it('do not hinder reading: the model is there all the same', async () => {
    const model = await inspect(
      fromBytes('evil.pt', tinyBytes({ state: dict({ ...tinyState, evil, note: long }) })),
    );
    expect(model.tensors).toHaveLength(1);
  });
});
