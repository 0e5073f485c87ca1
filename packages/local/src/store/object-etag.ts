import { statSync } from 'node:fs';

/** Differs for each write: every write is a new file. `undefined` where there is no object. */
export function etagOf(content: string): string | undefined {
  const stat = statSync(content, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() === true ? `${stat.ino}-${stat.mtimeNs}-${stat.size}` : undefined;
}
