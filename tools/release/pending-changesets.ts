import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Changes that have no version yet: while there are some, what is in the repository is not what is released. */
export function pendingChangesets(root: string): string[] {
  return readdirSync(join(root, '.changeset')).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  );
}
