import type { Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { loadExport } from '../modules/load-export.ts';

/** The target that a file of the user's exports, or that the function makes which it exports. */
export async function openModule(path: string): Promise<Target> {
  const made = await loadExport(path, 'target');
  if (isTarget(made)) return made;
  throw new CommandError({
    message: `${path} does not export a target by default.`,
    hint: 'Write: export default myTarget({ … });',
  });
}

function isTarget(value: unknown): value is Target {
  return (
    typeof value === 'object' &&
    value !== null &&
    'specificationVersion' in value &&
    value.specificationVersion === 'v1'
  );
}
