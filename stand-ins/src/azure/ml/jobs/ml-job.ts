import type { Json } from '../ml-workspace.ts';
import type { JobNode } from './job-node.ts';

/** A command job, as far as it is read here. */
export interface WrittenJob {
  readonly command: string;
  readonly environmentId: string;
  readonly computeId?: string;
  readonly distribution?: { readonly processCountPerInstance?: number };
  readonly resources?: { readonly instanceCount?: number; readonly instanceType?: string };
  readonly queueSettings?: { readonly jobTier?: string };
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, { readonly uri: string }>>;
  readonly outputs?: Readonly<Record<string, { readonly uri: string; readonly mode: string }>>;
  readonly limits?: { readonly timeout?: string };
  readonly identity?: { readonly identityType: string; readonly clientId?: string };
  readonly experimentName?: string;
}

export interface MlJob {
  readonly name: string;
  readonly createdAt: string;
  readonly written: WrittenJob & Json;
  status: string;
  startedAt?: string;
  endedAt?: string;
  error?: { readonly code: string; readonly message: string };
  /** The paths of its logs: `user_logs/std_log.txt`. */
  readonly logs: Set<string>;
  nodes: readonly JobNode[];
  isToEnd: boolean;
  isInterrupted: boolean;
  /** Settles when it has ended. */
  over: Promise<void>;
}

const ended: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Canceled']);

export function hasEnded({ status }: MlJob): boolean {
  return ended.has(status);
}

/** Why a job fails, as run history tells it. */
export class JobError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
