import type { Archive } from './archive.ts';
import { stored } from './entry.ts';

/** Where each record's bytes start in the file; `undefined` for one that is deflated or missing. */
export async function fileOffsets(
  archive: Archive,
): Promise<(record: string) => number | undefined> {
  const headers = await archive.localHeaders();
  const byEntry = new Map(archive.entries.map((entry, index) => [entry, headers[index]] as const));
  return (record) => {
    const entry = archive.find(record);
    return entry?.method === stored ? byEntry.get(entry)?.dataOffset : undefined;
  };
}
