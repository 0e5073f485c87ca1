import type { CodeUnit } from '../code/code-unit.ts';
import { readCode } from '../code/read-code.ts';
import type { Token } from '../code/token.ts';
import type { Limits } from '../limits.ts';
import { type Pickle, readPickle } from '../pickle/read-pickle.ts';
import { corrupt, count, tooComplex } from '../refusals.ts';
import type { Archive } from '../zip/archive.ts';

/** Reads the pickle in a record; `undefined` if there is no such record. */
export async function readPickleRecord(
  archive: Archive,
  name: string,
  limits: Limits,
): Promise<Pickle | undefined> {
  const entry = archive.find(name);
  if (entry === undefined) return undefined;
  const bytes = await archive.read(entry, 'pickleBytes');
  return readPickle({ bytes, place: name, dialect: 'torchscript', limits });
}

/** Reads the headers of all code records; bodies only pass by `onToken`. */
export async function readCodeRecords(
  archive: Archive,
  limits: Limits,
  onToken: (place: string, token: Token) => void = () => {},
): Promise<readonly CodeUnit[]> {
  const names = archive.names('code/').filter((name) => /\.py$/i.test(name));
  checkTotal(archive, names, limits);
  const units: CodeUnit[] = [];
  for (const place of names) {
    const source = await readText(archive, place);
    units.push(readCode({ source, place, onToken: (token) => onToken(place, token) }));
  }
  return units;
}

function checkTotal(archive: Archive, names: readonly string[], limits: Limits): void {
  const bytes = names.reduce((sum, name) => sum + (archive.find(name)?.bytes ?? 0), 0);
  if (bytes <= limits.codeBytes) return;
  throw tooComplex('codeBytes', limits, {
    what: `The model's code has ${count(bytes)} bytes`,
    place: 'code/',
  });
}

async function readText(archive: Archive, name: string): Promise<string> {
  const entry = archive.find(name);
  if (entry === undefined) throw corrupt(`The record ${name} is missing.`, { place: name });
  return new TextDecoder().decode(await archive.read(entry, 'codeBytes'));
}

/** PyTorch's own bounds. Source: caffe2/serialize/versions.h. */
const oldestVersion = 1;
const newestVersion = 10;
const versionBytes = 64;

/** The number in the record `version`, or `.data/version` where a file has both. */
export async function readFileFormatVersion(archive: Archive): Promise<number> {
  const entry = archive.find('.data/version') ?? archive.find('version');
  if (entry === undefined || entry.bytes > versionBytes) {
    throw corrupt('The record version is missing, so PyTorch would not load the file.', {
      place: 'version',
    });
  }
  const text = new TextDecoder().decode(await archive.read(entry, 'pickleBytes')).trim();
  const version = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (version >= oldestVersion && version <= newestVersion) return version;
  throw corrupt(
    `The file-format version is '${text}'; PyTorch knows ${oldestVersion} to ${newestVersion}.`,
    { place: 'version', ...(version > newestVersion && { hint: fromTheFuture }) },
  );
}

const fromTheFuture =
  'It may be from a newer PyTorch than torchrelay knows: update torchrelay, or save the model with an older PyTorch.';
