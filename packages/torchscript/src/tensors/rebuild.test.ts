import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../test/failure.ts';
import {
  call,
  global,
  type Piece,
  pickle,
  type Plain,
  recall,
  remember,
  storage,
  tensor,
  tuple,
} from '../../test/write-pickle.ts';
import { readPickle } from '../pickle/read-pickle.ts';
import type { PickleValue } from '../pickle/value.ts';
import { asTensor } from './rebuild.ts';

function value(plain: Plain): PickleValue {
  return readPickle({ bytes: pickle(plain), place: 'data.pkl', dialect: 'torchscript' }).value;
}

const rebuild = (name: string, ...args: readonly Plain[]): Piece =>
  call(global('torch._utils', name), tuple(...args));

describe('a value is read as a tensor', () => {
  it('when the pickle asks to rebuild one', () => {
    const from = storage({ type: 'BFloat16Storage', key: '7', device: 'cuda:1', elements: 24 });
    const plain = tensor({ shape: [2, 3], strides: [1, 2], offset: 4, requiresGrad: true, from });
    expect(asTensor(value(plain), 'data.pkl')).toMatchObject({
      layout: 'strided',
      dtype: 'bfloat16',
      device: 'cuda:1',
      shape: [2, 3],
      strides: [1, 2],
      storageOffset: 4,
      requiresGrad: true,
      storage: { key: '7', elements: 24 },
      parts: [],
    });
  });

  it('when it is quantized per channel, with scales and zero points as parts', () => {
    const scheme = tuple(
      global('torch', 'per_channel_affine'),
      tensor({ shape: [2] }),
      tensor({ shape: [2] }),
      0,
    );
    const from = storage({ type: 'QInt8Storage', elements: 6 });
    const plain = rebuild(
      '_rebuild_qtensor',
      from,
      0,
      tuple(2, 3),
      tuple(3, 1),
      scheme,
      true,
      null,
    );
    const rebuilt = asTensor(value(plain), 'data.pkl');
    expect(rebuilt).toMatchObject({ dtype: 'qint8', requiresGrad: true });
    expect(rebuilt?.parts.map(({ name }) => name)).toEqual(['scales', 'zero_points']);
  });

  it('when it is a parameter of a tensor subclass, sparse, with tensors as parts', () => {
    const parts = tuple(1, tuple(2), false, tensor({ shape: [1, 1] }), tensor({ shape: [1] }));
    const sparse = global('torch._utils', '_rebuild_sparse_tensor');
    const attributes = call(
      global('torch._tensor', '_rebuild_from_type_v2'),
      tuple(sparse, global('torch', 'Tensor'), parts, null),
    );
    expect(asTensor(value(parameterOf(attributes)), 'data.pkl')?.parts).toHaveLength(2);
  });

  it('when it has Python attributes', () => {
    const hooks = call(global('collections', 'OrderedDict'), tuple());
    const args = tuple(storage({ elements: 3 }), 0, tuple(3), tuple(1), false, hooks);
    const parts = tuple(
      global('torch._utils', '_rebuild_tensor_v2'),
      global('torch', 'Tensor'),
      args,
      null,
    );
    const plain = call(global('torch._tensor', '_rebuild_from_type_v2'), parts);
    expect(asTensor(value(plain), 'data.pkl')).toMatchObject({ shape: [3] });
  });

  it.each<[string, Plain]>([
    ['a number', 3],
    ['a text', 'storage'],
    ['a tuple', tuple(1)],
    ['a call of something else', call(global('posix', 'system'), tuple('true'))],
    ['a storage alone', storage({ elements: 1 })],
  ])('but not %s', (_, plain) => {
    expect(asTensor(value(plain), 'data.pkl')).toBeUndefined();
  });
});

/** Each level is made of the one within. */
function nested(levels: number, wrap: (inner: Piece, level: number) => Piece): Piece {
  let piece = tensor({ shape: [1] });
  for (let level = 0; level < levels; level += 1) piece = wrap(piece, level);
  return piece;
}

const parameterOf = (inner: Piece): Piece => rebuild('_rebuild_parameter', inner, true, null);

/** The pickle names the part twice and holds it once. */
const sparseOf = (inner: Piece, level: number): Piece =>
  rebuild('_rebuild_sparse_tensor', 1, tuple(2), false, remember(inner, level), recall(level));

describe('a tensor that cannot be is refused', () => {
  const strided = (from: Plain, offset: Plain, shape: Plain, strides: Plain): Piece =>
    rebuild('_rebuild_tensor_v2', from, offset, shape, strides, false, null);
  const good = storage({ elements: 6 });

  it.each<[string, Plain, RegExp]>([
    ['without arguments', rebuild('_rebuild_tensor_v2'), /without a storage/],
    ['without a storage', strided(null, 0, tuple(), tuple()), /without a storage/],
    ['with a negative offset', strided(good, -1, tuple(), tuple()), /impossible size/],
    ['with a negative size', strided(good, 0, tuple(-2), tuple(1)), /impossible size/],
    ['with a size that is no number', strided(good, 0, tuple('2'), tuple(1)), /impossible size/],
    ['with a fractional stride', strided(good, 0, tuple(2), tuple(0.5)), /impossible size/],
    ['with a shape that is no tuple', strided(good, 0, 2, tuple()), /no tuple/],
    [
      'with an unknown element type',
      strided(storage({ type: 'OddStorage', elements: 1 }), 0, tuple(), tuple()),
      /unknown type torch\.OddStorage/,
    ],
    [
      'with more elements than there are numbers',
      strided(storage({ elements: 2 ** 60 }), 0, tuple(), tuple()),
      /impossible size/,
    ],
    [
      'sparse in an unknown way',
      rebuild('_rebuild_sparse_tensor', 9, tuple(2), false),
      /unknown layout/,
    ],
    [
      'sparse without values',
      rebuild('_rebuild_sparse_tensor', 1, tuple(2), false, tensor({ shape: [1] })),
      /without parts/,
    ],
    [
      'a subclass that rebuilds itself',
      call(
        global('torch._tensor', '_rebuild_from_type_v2'),
        tuple(global('torch._tensor', '_rebuild_from_type_v2'), null, tuple(), null),
      ),
      /subclass/,
    ],
    ['a parameter of parameters without end', nested(200, parameterOf), /nested too deeply/],
    ['sparse tensors in one another, each part twice', nested(24, sparseOf), /nested too deeply/],
  ])('%s', (_, plain, message) => {
    const error = thrownBy(() => asTensor(value(plain), 'data.pkl'));
    expect(error.code).toBe('MODEL_FILE_CORRUPT');
    expect(error.message).toMatch(message);
  });
});
