import type { TestRecord } from '../write-archive.ts';
import type { Random } from './random.ts';

/** Numbers at which arithmetic breaks. */
const edges = [0, 1, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

/** Changes a few bytes anywhere: flips, edges, runs, cuts, repetitions. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let changed: Buffer = Buffer.from(bytes);
  for (let count = 1 + random.below(4); count > 0 && changed.byteLength > 0; count -= 1) {
    changed = mutateOnce(changed, random);
  }
  return new Uint8Array(changed);
}

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.byteLength);
  const length = Math.min(1 + random.below(16), bytes.byteLength - at);
  const [before, part, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  const kinds = [
    () => Buffer.concat([before, random.bytes(length), after]),
    () => Buffer.concat([before, after]),
    () => Buffer.concat([before, part, part, after]),
    () => Buffer.concat([before, random.bytes(length), part, after]),
    () => bytes.subarray(0, at),
    () => withEdge(bytes, at, random),
    () => flipped(bytes, at, random),
    () => flipped(bytes, at, random),
  ];
  return random.pick(kinds)();
}

function flipped(bytes: Buffer, at: number, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}

function withEdge(bytes: Buffer, at: number, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (at + 4 <= copy.byteLength) copy.writeUInt32LE(random.pick(edges), at);
  return copy;
}

const opcodes = '(N\x88\x89KMJG\x8aX]})tld\x85\x86\x87aesuqrhjc\x81bRQ.';
const words = [
  'torch\nFloatStorage\n',
  'torch._utils\n_rebuild_tensor_v2\n',
  '__torch__\nTiny\n',
  'collections\nOrderedDict\n',
];

/** Inserts, removes and repeats whole opcodes, so that more of them get past the first check. */
export function mutatePickle(bytes: Uint8Array, random: Random): Uint8Array {
  let changed: Buffer = Buffer.from(bytes);
  for (let count = 1 + random.below(6); count > 0; count -= 1) {
    const at = 2 + random.below(Math.max(1, changed.byteLength - 2));
    const inserted =
      random.below(4) === 0 ? `c${random.pick(words)}` : random.pick(opcodes.split(''));
    const skipped = random.below(3);
    changed = Buffer.concat([
      changed.subarray(0, at),
      Buffer.from(inserted, 'latin1'),
      changed.subarray(at + skipped),
    ]);
  }
  return new Uint8Array(changed);
}

const pieces = [
  '(',
  ')',
  '[',
  ']',
  '"',
  "'",
  '"""',
  ':',
  ',',
  '=',
  '->',
  '\n',
  '  ',
  'def ',
  'class ',
  'Tensor',
  '\\',
  '#',
  '\u00fc',
  '1e-',
  '__parameters__',
];

/** Inserts, removes and moves pieces of code. */
export function mutateText(text: string, random: Random): string {
  let changed = text;
  for (let count = 1 + random.below(6); count > 0; count -= 1) {
    const at = random.below(changed.length + 1);
    const skipped = random.below(3) === 0 ? random.below(20) : 0;
    changed = changed.slice(0, at) + random.pick(pieces) + changed.slice(at + skipped);
  }
  return changed;
}

/** Lies about one record: in the directory, in its local header, or in both. */
export function mutateRecord(record: TestRecord, random: Random): TestRecord {
  const lies: readonly Partial<TestRecord>[] = [
    { declaredBytes: random.pick(edges) },
    { declaredStoredBytes: random.pick(edges) },
    { headerOffset: random.pick(edges) },
    { headerOffset: random.below(4096) },
    { declaredBytes: 2 ** 52, declaredStoredBytes: 2 ** 52, wide: true },
    { headerOffset: 2 ** 52, wide: true },
    { method: random.below(15) },
    { flags: random.below(0x10000) },
    { crc: random.below(2 ** 32) },
    { localName: 'x' },
    { localSignature: random.below(2 ** 32) },
    { absent: true },
    { deflate: true },
    { name: random.pick(['', '/', 'tiny/', 'tiny/data.pkl', 'tiny/DATA/0', '../x', '\0']) },
  ];
  return { ...record, ...random.pick(lies) };
}

/** Replaces, removes and repeats values of a JSON document. */
export function mutateJson(text: string, random: Random): string {
  const values = ['null', '-1', '1e400', '9007199254740993', '"x"', '{}', '[]', '[[[[]]]]', 'true'];
  const spots = [...text.matchAll(/(?<=": )(?:-?\d+|"[^"]*"|true|false|null|\{\}|\[\])/g)];
  let changed = text;
  for (let count = 1 + random.below(3); count > 0 && spots.length > 0; count -= 1) {
    const { index, 0: old } = random.pick(spots);
    if (changed.startsWith(old, index)) {
      changed = changed.slice(0, index) + random.pick(values) + changed.slice(index + old.length);
    }
  }
  return changed;
}
