import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

/** Packs the package in `source` with pnpm, which replaces `workspace:` and applies `publishConfig`. Returns the tarball. */
export function pack({ source, destination }: { source: string; destination: string }): string {
  const before = new Set(readdirSync(destination));
  const { problem } = run({
    command: ['pnpm', 'pack', '--pack-destination', destination],
    folder: source,
  });
  if (problem !== undefined) throw new Error(problem);
  const added = readdirSync(destination).find((name) => !before.has(name));
  if (added === undefined) throw new Error(`pnpm pack left no tarball for ${source}.`);
  return join(destination, added);
}
