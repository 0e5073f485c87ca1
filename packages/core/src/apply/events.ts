import type { TorchrelayErrorDescription } from '../errors/torchrelay-error.ts';
import type { StepAction } from '../target/step.ts';
import type { JobState } from '../target/training.ts';

/** What an event is about. */
interface EventBase {
  readonly version: 1;
  /** From 1, without gaps, in the order of happening. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly provider: string;
  readonly name: string;
}

interface StepEventBase {
  readonly step: string;
  readonly action: StepAction;
  readonly kind: string;
  readonly target: string;
}

/** What happens, as data. The SDK prints nothing; whoever listens draws it. */
export type EventBody =
  | { readonly type: 'stage-start'; readonly stage: Stage }
  | {
      readonly type: 'stage-end';
      readonly stage: Stage;
      readonly durationInMs: number;
      readonly detail?: string;
    }
  | { readonly type: 'plan-ready'; readonly steps: number; readonly hash: string }
  | { readonly type: 'lease-taken' }
  | ({ readonly type: 'step-start' } & StepEventBase)
  | ({ readonly type: 'step-wait'; readonly detail: string } & StepEventBase)
  | ({ readonly type: 'step-end'; readonly durationInMs: number } & StepEventBase)
  | ({
      readonly type: 'step-fail';
      readonly error: TorchrelayErrorDescription;
    } & StepEventBase)
  | {
      readonly type: 'retry';
      readonly reason: string;
      readonly attempt: number;
      readonly waitInMs: number;
    }
  | { readonly type: 'upload-start'; readonly path: string; readonly size: number }
  | {
      readonly type: 'upload-delta';
      readonly path: string;
      readonly size: number;
      readonly sent: number;
    }
  | {
      readonly type: 'upload-end';
      readonly path: string;
      readonly size: number;
      readonly how: 'sent' | 'copied' | 'present';
    }
  | {
      readonly type: 'offer-fail';
      readonly offer: string;
      readonly reason: string;
      readonly next?: string;
    }
  | { readonly type: 'restore-start'; readonly release?: number; readonly reason: string }
  | { readonly type: 'restore-end'; readonly release?: number }
  /** The very same job is done, or runs already. */
  | { readonly type: 'job-join'; readonly attempt: number; readonly state: JobState }
  | {
      readonly type: 'job-state';
      readonly attempt: number;
      readonly state: JobState;
      readonly detail?: string;
    }
  /** What was trained may be deployed. */
  | { readonly type: 'gate-pass'; readonly detail: string }
  /** Its nodes were taken away or lost: another attempt goes on from its checkpoints. */
  | { readonly type: 'job-restart'; readonly attempt: number; readonly reason: string }
  | { readonly type: 'warning'; readonly code: string; readonly message: string };

/** The parts of the way before the plan, each of which may take a while. */
export type Stage = 'inspect' | 'rehearse' | 'package';

/** What happened, when, and to which name on which target. */
export type RelayEvent = EventBase & EventBody;

export type Emit = (body: EventBody) => void;

/** Numbers and stamps events on their way to a listener. What was warned of once is not repeated. */
export function eventEmitter({
  provider,
  name,
  now,
  listener,
}: {
  readonly provider: string;
  readonly name: string;
  readonly now: () => number;
  readonly listener: (event: RelayEvent) => void;
}): Emit {
  let sequence = 0;
  const warned = new Set<string>();
  return (body) => {
    if (body.type === 'warning') {
      if (warned.has(body.message)) return;
      warned.add(body.message);
    }
    listener({ version: 1, sequence: ++sequence, time: now(), provider, name, ...body });
  };
}
