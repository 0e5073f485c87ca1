import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../test/failure.ts';
import {
  call,
  dict,
  global,
  list,
  object,
  pickle,
  recall,
  remember,
  tuple,
} from '../../test/write-pickle.ts';
import { defaultLimits } from '../limits.ts';
import { type Pickle, readPickle } from './read-pickle.ts';

function read(bytes: Uint8Array, limits = defaultLimits): Pickle {
  return readPickle({ bytes, place: 'data.pkl', dialect: 'torchscript', limits });
}

/** Opcodes as text, Latin-1, with protocol 2 in front. */
function raw(opcodes: string): Uint8Array {
  return new Uint8Array(Buffer.from(`\x80\x02${opcodes}`, 'latin1'));
}

function python(opcodes: string): Pickle {
  const bytes = new Uint8Array(Buffer.from(opcodes, 'latin1'));
  return readPickle({ bytes, place: 'data.pkl', dialect: 'python' });
}

describe('values', () => {
  it.each<[string, string, unknown]>([
    ['None', 'N.', null],
    ['True', '\x88.', true],
    ['False', '\x89.', false],
    ['a byte', 'K\xff.', 255],
    ['two bytes', 'M\x01\x02.', 513],
    ['a negative number', 'J\xff\xff\xff\xff.', -1],
    ['a number beyond 32 bits', '\x8a\x08\x00\x00\x00\x00\x01\x00\x00\x00.', 2 ** 32],
    [
      'a negative number beyond 32 bits',
      '\x8a\x08\xff\xff\xff\xff\xfe\xff\xff\xff.',
      -(2 ** 32) - 1,
    ],
    ['a number beyond 53 bits', '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.', 2n ** 63n - 1n],
    ['the smallest number', '\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.', -(2n ** 63n)],
    ['a float, big-endian', 'G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
    ['infinity', 'G\x7f\xf0\x00\x00\x00\x00\x00\x00.', Number.POSITIVE_INFINITY],
    ['text', 'X\x03\x00\x00\x00a\xc3\xbc.', 'aü'],
    ['an empty text', 'X\x00\x00\x00\x00.', ''],
  ])('reads %s', (_, opcodes, value) => {
    expect(read(raw(opcodes)).value).toBe(value);
  });

  it.each<[string, Uint8Array, unknown]>([
    ['a list', pickle(list(1, 'two', null)), { kind: 'list', items: [1, 'two', null] }],
    [
      'a tuple',
      pickle(tuple(1, tuple())),
      { kind: 'tuple', items: [1, { kind: 'tuple', items: [] }] },
    ],
    ['a tuple of one', raw('K\x01\x85.'), { kind: 'tuple', items: [1] }],
    ['a tuple of two', raw('K\x01K\x02\x86.'), { kind: 'tuple', items: [1, 2] }],
    ['a tuple of three', raw('K\x01K\x02K\x03\x87.'), { kind: 'tuple', items: [1, 2, 3] }],
    [
      'a dict',
      pickle(dict({ a: 1, b: false })),
      { kind: 'dict', keys: ['a', 'b'], values: [1, false] },
    ],
    ['a dict made of a group', raw('(NK\x01d.'), { kind: 'dict', keys: [null], values: [1] }],
    ['a list made of a group', raw('(K\x01K\x02l.'), { kind: 'list', items: [1, 2] }],
    ['items set one by one', raw('}NK\x01s.'), { kind: 'dict', keys: [null], values: [1] }],
    ['items appended one by one', raw(']K\x01a.'), { kind: 'list', items: [1] }],
    [
      'a name',
      pickle(global('torch', 'FloatStorage')),
      { kind: 'global', module: 'torch', name: 'FloatStorage' },
    ],
  ])('reads %s', (_, bytes, value) => {
    expect(read(bytes).value).toEqual(value);
  });

  it('notes a call instead of making it', () => {
    const { value, globals } = read(pickle(call(global('posix', 'system'), tuple('true'))));
    expect(value).toMatchObject({
      kind: 'call',
      callee: { module: 'posix', name: 'system' },
      arguments: { kind: 'tuple', items: ['true'] },
    });
    expect(globals).toEqual([{ kind: 'global', module: 'posix', name: 'system' }]);
  });

  it('accepts an enum: a call with a bare value, which Python would refuse', () => {
    const { value } = read(pickle(call(global('__torch__', 'Color'), 2)));
    expect(value).toMatchObject({ kind: 'call', callee: { name: 'Color' }, arguments: 2 });
  });

  it('reads an object with its state', () => {
    const { value } = read(pickle(object(global('__torch__', 'Tiny'), dict({ training: true }))));
    expect(value).toMatchObject({
      kind: 'object',
      type: { name: 'Tiny' },
      state: { keys: ['training'] },
    });
  });

  it('keeps the identity of what is referred to twice', () => {
    const { value } = read(pickle(tuple(remember(list(1), 0), recall(0))));
    const [first, second] =
      value !== null && typeof value === 'object' && value.kind === 'tuple' ? value.items : [];
    expect(first).toBe(second);
  });

  it('reads a list that contains itself', () => {
    const { value } = read(raw(']q\x00h\x00a.'));
    expect(value).toMatchObject({ kind: 'list', items: [{ kind: 'list' }] });
  });

  it('says how many bytes it took, so that what follows can be read', () => {
    expect(read(raw('N.more')).bytes).toBe(4);
  });
});

describe('broken pickles', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /ends in the middle/],
    ['another protocol', new Uint8Array([0x80, 4, 0x4e, 0x2e]), /protocol 2/],
    ['no end', raw('N'), /ends in the middle/],
    ['a text longer than the pickle', raw('X\xff\xff\xff\x7fabc.'), /ends in the middle/],
    ['a name without an end', raw('ctorch'), /does not end/],
    ['a group closed but not opened', raw('Nt.'), /not opened/],
    ['a call without a callee', raw('NR.'), /not there/],
    ['a group that takes what is below it', raw('N(\x85t.'), /not there/],
    ['state for a list', raw(']Nb.'), /not an object/],
    ['items for a number', raw('K\x01(NNu.'), /plain value/],
    ['an item for a dict', raw('}Na.'), /not a list/],
    ['a key without a value', raw('}(Nu.'), /no value/],
    ['a reference to nothing', raw('h\x00.'), /does not exist/],
    ['a memo number out of order', raw('Nr\xff\xff\xff\x7f.'), /out of order/],
    ['two values', raw('NN.'), /leaves 2 values/],
    ['an opcode of Python only', raw('\x8c\x01a.'), /0x8c belongs in no torchscript pickle/],
    ['an unknown opcode', raw('\xf0.'), /0xf0/],
  ])('%s is refused, with its place', (_, bytes, message) => {
    const error = thrownBy(() => read(bytes));
    expect(error.code).toBe('MODEL_FILE_CORRUPT');
    expect(error.message).toMatch(message);
    expect(error.data.place).toMatch(/^data\.pkl, byte \d+$/);
  });

  it.each<[string, string, Partial<typeof defaultLimits>, string]>([
    ['many objects', ')'.repeat(50), { pickleObjects: 20 }, 'pickleObjects'],
    ['many plain values', 'N'.repeat(500), { pickleObjects: 20 }, 'pickleObjects'],
    ['many groups', '('.repeat(500), { nesting: 100 }, 'nesting'],
    [
      'many different names',
      Array.from({ length: 50 }, (_, i) => `ca\nb${i}\n`).join(''),
      { pickleObjects: 20 },
      'pickleObjects',
    ],
  ])('%s are refused', (_, opcodes, limits, limit) => {
    const error = thrownBy(() => read(raw(opcodes), { ...defaultLimits, ...limits }));
    expect(error.code).toBe('MODEL_FILE_TOO_COMPLEX');
    expect(error.data.limit).toBe(limit);
  });
});

describe("Python's own opcodes, for telling what other files are", () => {
  it.each<[string, string, unknown]>([
    [
      'protocol 0',
      "(lp0\nI1\naL2L\naF0.5\naS'x'\naVy\na.",
      { kind: 'list', items: [1, 2, 0.5, 'x', 'y'] },
    ],
    [
      'protocol 4',
      '\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00\x8c\x01m\x94\x8c\x01n\x94\x93.',
      { kind: 'global', module: 'm', name: 'n' },
    ],
    ['bytes, of which only the length is kept', '\x80\x03C\x03abc.', { kind: 'bytes', length: 3 }],
    ['long bytes', 'B\x02\x00\x00\x00ab.', { kind: 'bytes', length: 2 }],
    ['a set', '\x80\x04\x8f(K\x01\x90.', { kind: 'set', items: [1] }],
    ['a frozen set', '(K\x01\x91.', { kind: 'set', items: [1] }],
    ['a value dropped and one doubled', 'NK\x010\x85.', { kind: 'tuple', items: [null] }],
    ['a long of many bytes', '\x8b\x01\x00\x00\x00\x07.', 7],
    ['a persistent id as text', 'P42\n.', { kind: 'reference', id: '42' }],
  ])('%s', (_, opcodes, value) => {
    expect(python(opcodes).value).toEqual(value);
  });

  it.each<[string, string]>([
    ['an integer of gigabytes', '\x8b\xff\xff\xff\x7f.'],
    ['a text of exabytes', '\x8d\xff\xff\xff\xff\xff\xff\xff\xff.'],
    ['a name that is a number', 'K\x01K\x02\x93.'],
    ['an addition to what is no set', 'N(K\x01\x90.'],
  ])('%s is refused', (_, opcodes) => {
    expect(thrownBy(() => python(opcodes)).code).toBe('MODEL_FILE_CORRUPT');
  });
});
