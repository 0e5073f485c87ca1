import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBytes } from '../../src/index.ts';
import { defaultLimits } from '../../src/limits.ts';
import { meter } from '../../src/source/metered-source.ts';
import { openArchive } from '../../src/zip/archive.ts';
import { type TestRecord, writeArchive } from '../write-archive.ts';
import type { Zoo } from '../zoo.ts';
import { mutateBytes, mutateJson, mutatePickle, mutateRecord, mutateText } from './mutations.ts';
import type { Random } from './random.ts';

/** An honest file, whole and as records. */
export interface Specimen {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly records: readonly TestRecord[];
}

const chosen = [
  'mlp-scripted',
  'mlp-traced',
  'mlp-frozen',
  'containers',
  'tied',
  'enums',
  'sparse',
  'quantized-static',
  'structured-traced',
  'views',
];

/** A few files of the zoo that hold different things between them. */
export async function specimens(zoo: Zoo): Promise<readonly Specimen[]> {
  const files = [
    ...chosen.map((name) => zoo.file(name)),
    join(zoo.folder, 'exported', 'structured.pt2'),
    join(zoo.folder, 'foreign', 'checkpoint.pt'),
    join(zoo.folder, 'foreign', 'legacy-module.pt'),
  ];
  return Promise.all(files.map(readSpecimen));
}

async function readSpecimen(file: string): Promise<Specimen> {
  const bytes = new Uint8Array(await readFile(file));
  return { name: file, bytes, records: bytes[0] === 0x50 ? await recordsOf(file, bytes) : [] };
}

async function recordsOf(name: string, bytes: Uint8Array): Promise<readonly TestRecord[]> {
  const archive = await openArchive(meter(fromBytes(name, bytes)), defaultLimits);
  return Promise.all(
    archive.entries.map(async (entry) => ({
      name: entry.name,
      bytes: await archive.read(entry, 'codeBytes'),
    })),
  );
}

/** One broken file, made from an honest one in one of many ways. */
export function mutate({ bytes, records }: Specimen, random: Random): Uint8Array {
  if (records.length === 0) return mutateBytes(bytes, random);
  const ways = [
    () => mutateBytes(bytes, random),
    () => mutateTail(bytes, random),
    () => bytes.subarray(0, random.below(random.pick([1, 64, bytes.byteLength]))),
    () =>
      writeArchive({
        records: changeOne(records, random, (record) => mutateRecord(record, random)),
      }),
    () =>
      writeArchive({
        records: changeOne(records, random, (record) => mutateContents(record, random)),
      }),
    () =>
      writeArchive({
        records: changeOne(records, random, (record) => mutateContents(record, random)),
      }),
    () => writeArchive({ records: records.filter(() => random.below(8) > 0) }),
    () => writeArchive({ records: records.toSorted(() => random.below(3) - 1) }),
  ];
  return random.pick(ways)();
}

/** The directory and the end records are at the end, where few random changes would land. */
function mutateTail(bytes: Uint8Array, random: Random): Uint8Array {
  const split = Math.max(0, bytes.byteLength - 2_000);
  const tail = mutateBytes(bytes.subarray(split), random);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, split), tail]));
}

function changeOne(
  records: readonly TestRecord[],
  random: Random,
  change: (record: TestRecord) => TestRecord,
): readonly TestRecord[] {
  const interesting = records.filter(({ name }) => /\.(?:pkl|py|json)$|version$/.test(name));
  const target = random.pick(random.below(4) === 0 ? records : interesting);
  return records.map((record) => (record === target ? change(record) : record));
}

function mutateContents(record: TestRecord, random: Random): TestRecord {
  const bytes = Buffer.from(record.bytes);
  if (record.name.endsWith('.py'))
    return { ...record, bytes: mutateText(bytes.toString(), random) };
  if (record.name.endsWith('.json'))
    return { ...record, bytes: mutateJson(bytes.toString(), random) };
  if (record.name.endsWith('.pkl')) return { ...record, bytes: mutatePickle(bytes, random) };
  return { ...record, bytes: mutateBytes(bytes, random) };
}
