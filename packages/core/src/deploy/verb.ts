import { defaultTiming, servingOf, type ApplyContext } from '../apply/context.ts';
import { eventEmitter, type Emit } from '../apply/events.ts';
import { guardedListener } from '../apply/guarded-listener.ts';
import { startOperation, type Operation } from '../apply/operation.ts';
import { checkName } from '../names/name.ts';
import { defaultRuntime } from '../runtime/runtime.ts';
import type { Target } from '../target/target.ts';
import type { OperationName } from '../tracing/tracing-channels.ts';
import type { VerbOptions } from './verb-options.ts';

/** Runs a verb as an operation, with everything the loop needs made from the user's options. */
export function startVerb<Result>(
  {
    operation,
    target,
    name,
    options,
  }: {
    readonly operation: OperationName;
    readonly target: Target;
    readonly name: string;
    readonly options: VerbOptions;
  },
  work: (context: ApplyContext) => Promise<Result>,
): Operation<Result> {
  return startOperation({ operation, name, provider: target.provider }, async (listener) => {
    checkName(name);
    const runtime = { ...defaultRuntime, ...options.runtime };
    const guarded = guardedListener(options.onEvent, listener);
    const emit: Emit = eventEmitter({
      provider: target.provider,
      name,
      now: runtime.now,
      listener: guarded.listener,
    });
    const result = await work({
      target,
      serving: servingOf(target),
      runtime,
      emit,
      abortSignal: options.abortSignal,
      confirm: options.confirm,
      timing: { ...defaultTiming, ...options.timing },
    });
    guarded.check();
    return result;
  });
}
