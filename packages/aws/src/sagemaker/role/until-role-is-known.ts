import { TorchrelayError } from '@torchrelay/core';
import type { StepCall, StepResult } from '@torchrelay/core/target';

import { pending, pollsOf } from '../steps/step-run.ts';

/** Two minutes. IAM promises no time; seconds are usual. */
const mostPolls = 24;

/**
 * A model that names a role of ours may be refused since SageMaker does not know the role yet, or not yet what it
 * allows: that is waited for, and no verdict.
 */
export async function untilRoleIsKnown(
  call: StepCall,
  doStep: () => Promise<StepResult>,
): Promise<StepResult> {
  const polls = pollsOf(call) ?? 0;
  try {
    return await doStep();
  } catch (error) {
    const isUnknown = TorchrelayError.isInstance(error) && unknownRole.has(error.code);
    if (!isUnknown || polls >= mostPolls) throw error;
    return pending('SageMaker does not know the new role yet', polls);
  }
}

const unknownRole: ReadonlySet<string> = new Set(['ROLE_NOT_USABLE', 'PACKAGE_NOT_READABLE']);
