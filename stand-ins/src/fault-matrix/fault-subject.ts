import type { JsonObject, Target } from '@torchrelay/core/target';

import type { Course, CourseHelp } from './course.ts';
import type { Fault, FaultProxy, ProxiedRequest } from '../http/fault-proxy.ts';

/** A provider whose remote calls are taken down one after the other, and the commands that make them. */
export interface FaultSubject {
  /** `sagemaker` */
  readonly provider: string;
  /** The commands that are said, and in which order. */
  readonly course: Course;
  /** Of the page, between whose marks the table stands. */
  readonly section: string;
  /** What a request is called in the kept list, whoever makes it: `s3:PutObject names/NAME/lease.json`. */
  readonly nameCall: (request: ProxiedRequest, deployment: string) => string;
  /** Whether it only looks how far something is: how often it does is chance, so several in a row count as one. */
  readonly isWaiting: (call: string) => boolean;
  /** Whether several such calls, made in turn, only look how far something is: each of them counts once then. */
  readonly isTurn?: (call: string) => boolean;
  /** Whether it may change something: of others it does not matter whether the service has heard of them. */
  readonly isChanging: (call: string) => boolean;
  /** How the service that was asked says it. */
  readonly refusal: (kind: 'error' | 'throttled' | 'expired', request: ProxiedRequest) => Fault;
  /** An account with nothing in it, behind a line of its own that faults can be put on. */
  readonly open: (deployment: string) => Promise<FaultAccount>;
  /** Path of a module with an `openTarget`, which opens the same target in any process. */
  readonly program: string;
}

export interface FaultAccount extends AsyncDisposable, CourseHelp {
  readonly line: FaultProxy;
  /** What the target is opened with. */
  readonly settings: JsonObject;
  /** Where the deployment is asked for predictions. */
  address(target: Target): Promise<JsonObject>;
  /** Everything that natively exists of the deployment's, a line each. */
  audit(): Promise<readonly string[]>;
}

/** What the module of a subject exports. */
export interface FaultProgram {
  readonly openTarget: (settings: JsonObject) => Target;
  /** Loads what the target would load when it is first used, so that a process is killed in its work. */
  readonly warmUp?: () => Promise<unknown>;
}
