import type { Emit, Stage } from '../apply/events.ts';

/** Runs one part of the way, and tells when it starts and ends. One that fails has no end. */
export type StageRunner = <Result>(stage: Stage, work: () => Promise<Result>) => Promise<Result>;

export function stageRunner(emit: Emit = () => {}): StageRunner {
  return async (stage, work) => {
    const startedAt = performance.now();
    emit({ type: 'stage-start', stage });
    const result = await work();
    emit({ type: 'stage-end', stage, durationInMs: Math.round(performance.now() - startedAt) });
    return result;
  };
}
