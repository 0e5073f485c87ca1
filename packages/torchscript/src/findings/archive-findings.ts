import type { Limits } from '../limits.ts';
import type { Finding } from '../model/finding.ts';
import { count } from '../refusals.ts';
import { type Archive, foldCase } from '../zip/archive.ts';
import { encryptedFlags, stored, type ZipEntry } from '../zip/entry.ts';
import type { LocalHeader } from '../zip/local-header.ts';
import { finding } from './finding.ts';

/** A record with the header that stands in front of its bytes. */
interface Placed {
  readonly entry: ZipEntry;
  readonly header: LocalHeader;
}

/** What is odd about the archive itself, whatever it holds. */
export async function archiveFindings(
  archive: Archive,
  limits: Limits,
): Promise<readonly Finding[]> {
  const headers = await archive.localHeaders();
  const placed = archive.entries.flatMap((entry, index) => {
    const header = headers[index];
    return header === undefined ? [] : [{ entry, header }];
  });
  return [
    ...directoryFindings(archive),
    ...duplicates(archive),
    ...placed.flatMap((each) => [
      ...headerFindings(each),
      ...recordFindings(each, archive, limits),
    ]),
    ...layoutFindings(placed, archive),
  ];
}

function directoryFindings({ end }: Archive): readonly Finding[] {
  const place = 'end of the zip directory';
  const contradictory = finding(
    'contradictory-directory',
    place,
    'The archive has two end records that name different directories.',
  );
  const trailing = finding(
    'unlisted-bytes',
    place,
    `${end.trailingBytes} bytes follow the end of the archive.`,
  );
  return [
    ...(end.contradictory ? [contradictory] : []),
    ...(end.trailingBytes > 0 ? [trailing] : []),
  ];
}

function duplicates({ entries }: Archive): readonly Finding[] {
  const byName = Map.groupBy(entries, ({ name }) => foldCase(name));
  return [...byName.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return [];
    const names = same.map(({ name }) => name).join(', ');
    return [
      finding(
        'duplicate-record',
        first.name,
        `There are ${same.length} records of one name: ${names}.`,
      ),
    ];
  });
}

function headerFindings({ entry, header }: Placed): readonly Finding[] {
  if (header.name !== entry.name) {
    const other = header.name === undefined ? 'another name' : `the name ${header.name}`;
    return [
      finding(
        'local-header-differs',
        entry.name,
        `Record ${entry.name} has ${other} in front of its bytes.`,
      ),
    ];
  }
  if (header.method !== entry.method || (header.flags ^ entry.flags) & encryptedFlags) {
    return [
      finding(
        'local-header-differs',
        entry.name,
        `Record ${entry.name} is packed differently according to its two headers.`,
      ),
    ];
  }
  return [];
}

function recordFindings({ entry }: Placed, archive: Archive, limits: Limits): readonly Finding[] {
  const { name } = entry;
  const found: Finding[] = [];
  if (isTraversal(name)) {
    found.push(
      finding(
        'traversal-name',
        name,
        `Record ${JSON.stringify(name)} would be unpacked outside of its folder.`,
      ),
    );
  } else if (!foldCase(name).startsWith(`${foldCase(archive.root)}/`) && archive.root !== '') {
    found.push(
      finding('record-outside-root', name, `Record ${name} is not in the folder ${archive.root}/.`),
    );
  }
  if ((entry.flags & encryptedFlags) !== 0) {
    found.push(finding('encrypted-record', name, `Record ${name} is marked as encrypted.`));
  }
  if (entry.method !== stored && entry.bytes > entry.storedBytes * limits.inflateRatio) {
    found.push(
      finding(
        'inflation-bomb',
        name,
        `Record ${name} inflates from ${count(entry.storedBytes)} to ${count(entry.bytes)} bytes.`,
      ),
    );
  }
  return [...found, ...spellingFindings(name, archive.root)];
}

function isTraversal(name: string): boolean {
  return (
    /^(?:[/\\]|[A-Za-z]:)/.test(name) || name.split(/[/\\]/).includes('..') || name.includes('\0')
  );
}

const fixedNames = [
  'data.pkl',
  'constants.pkl',
  'version',
  'byteorder',
  'traced_inputs.pkl',
  'bytecode.pkl',
];

function spellingFindings(name: string, root: string): readonly Finding[] {
  const inner = name.slice(root.length + 1);
  const usual = fixedNames.find((each) => each === foldCase(inner));
  if (usual === undefined || usual === inner) return [];
  return [finding('unusual-name', name, `Record ${name} is usually spelt ${usual}.`)];
}

/** Room that PyTorch leaves between records: a data descriptor and padding. */
const usualGap = 256;

function layoutFindings(placed: readonly Placed[], { end }: Archive): readonly Finding[] {
  const spans = placed
    .map(({ entry, header }) => ({
      name: entry.name,
      start: entry.headerOffset,
      end: header.dataOffset + entry.storedBytes,
    }))
    .toSorted((one, other) => one.start - other.start);
  const directory = { name: 'the zip directory', start: end.directoryOffset, end: 0 };
  return spans.flatMap((span, index) => {
    const next = spans[index + 1] ?? directory;
    const gap = next.start - span.end;
    if (gap < 0) {
      return [
        finding('overlapping-records', span.name, `Record ${span.name} overlaps ${next.name}.`),
      ];
    }
    if (gap <= usualGap) return [];
    return [
      finding(
        'unlisted-bytes',
        span.name,
        `${gap} bytes between ${span.name} and ${next.name} belong to no record.`,
      ),
    ];
  });
}
