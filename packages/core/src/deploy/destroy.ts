import { applyIntent } from '../apply/apply-intent.ts';
import type { Operation } from '../apply/operation.ts';
import type { Target } from '../target/target.ts';
import { startVerb } from './verb.ts';
import type { VerbOptions } from './verb-options.ts';

/**
 * Removes everything of a name: what serves, what was half-made, its history, and the packages that no other
 * name refers to. Removing what is not there succeeds.
 *
 * @throws TorchrelayError `NAME_INVALID`, `NAME_BUSY` while somebody changes it
 * @example
 * await destroy('resnet50', sagemaker({ region: 'us-east-1' }));
 */
export function destroy(name: string, target: Target, options: VerbOptions = {}): Operation<void> {
  return startVerb({ operation: 'destroy', target, name, options }, async (context) => {
    const intent = { verb: 'destroy', name } as const;
    await applyIntent({ intent, approvedHash: options.approvedPlan }, context);
  });
}
