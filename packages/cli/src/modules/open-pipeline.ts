import type { PipelineDefinition } from '@torchrelay/core';

import { CommandError } from '../errors/command-error.ts';
import { loadExport } from './load-export.ts';

/** The pipeline that a file of the user's exports, or that the function makes which it exports. */
export async function openPipeline(path: string): Promise<PipelineDefinition> {
  const made = await loadExport(path, 'pipeline');
  if (isPipeline(made)) return made;
  throw new CommandError({
    message: `${path} does not export a pipeline by default.`,
    hint: 'Write: export default definePipeline({ name, train: { target, source, entry }, gate, serve: { target } });',
  });
}

/** The parts that must be there; what is in them is core's to check. */
function isPipeline(value: unknown): value is PipelineDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'train' in value &&
    hasTarget(value.train) &&
    'serve' in value &&
    hasTarget(value.serve)
  );
}

function hasTarget(part: unknown): boolean {
  return (
    typeof part === 'object' &&
    part !== null &&
    'target' in part &&
    typeof part.target === 'object' &&
    part.target !== null
  );
}
