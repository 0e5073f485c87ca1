import type { EndpointMetrics, EndpointStatus, RelayEvent } from '@torchrelay/core';
import type { Model } from '@torchrelay/torchscript';

import type { AdaptDocument } from '../commands/adapt/run.ts';
import type { ClientDocument } from '../commands/client/run.ts';
import type { DeployDocument } from '../commands/deploy/run.ts';
import type { DestroyDocument } from '../commands/destroy/run.ts';
import type { DoctorDocument } from '../commands/doctor/run.ts';
import type { EstimateDocument } from '../commands/estimate/run.ts';
import type { GcDocument } from '../commands/gc/run.ts';
import type { GpusDocument } from '../commands/gpus/run.ts';
import type { HistoryDocument } from '../commands/history/run.ts';
import type { InitDocument } from '../commands/init/run.ts';
import type { ListDocument } from '../commands/list/run.ts';
import type { JobsDocument } from '../commands/list/show-jobs.ts';
import type { LogsDocument } from '../commands/logs/run.ts';
import type { CurvesDocument } from '../commands/metrics/show-curves.ts';
import type { PipelineDocument } from '../commands/pipeline/run.ts';
import type { PlanDocument } from '../commands/plan/run.ts';
import type { PredictDocument } from '../commands/predict/run.ts';
import type { RollbackDocument } from '../commands/rollback/run.ts';
import type { ScaleDocument } from '../commands/scale/run.ts';
import type { JobDocument } from '../commands/status/show-job.ts';
import type { StopDocument } from '../commands/stop/run.ts';
import type { TrainDocument } from '../commands/train/run.ts';
import type { ErrorDocument } from '../errors/report-error.ts';

/** What each command prints with `--json`, by its name. The published JSON Schema is made from it. */
export interface Documents {
  readonly adapt: AdaptDocument;
  readonly client: ClientDocument;
  readonly deploy: DeployDocument;
  readonly destroy: DestroyDocument;
  readonly doctor: DoctorDocument;
  readonly estimate: EstimateDocument;
  readonly gc: GcDocument;
  readonly gpus: GpusDocument;
  readonly history: HistoryDocument;
  readonly init: InitDocument;
  readonly inspect: Model;
  readonly list: ListDocument | JobsDocument;
  readonly logs: LogsDocument;
  readonly metrics: EndpointMetrics | CurvesDocument;
  readonly pipeline: PipelineDocument;
  readonly plan: PlanDocument;
  readonly predict: PredictDocument;
  readonly rollback: RollbackDocument;
  readonly scale: ScaleDocument;
  readonly status: EndpointStatus | JobDocument;
  readonly stop: StopDocument;
  readonly train: TrainDocument;
  readonly version: VersionDocument;
  /** In place of any of them. */
  readonly error: ErrorDocument;
}

/** What `torchrelay --version --json` prints. */
export interface VersionDocument {
  readonly version: string;
}

/** A line that `--events` prints: what happens, then the document, or the error that stands in its place. */
export type EventLine = RelayEvent | ResultLine;

/** The last line. */
export interface ResultLine {
  readonly type: 'result';
  /** What `--json` prints: its schema is `documents.json`. */
  readonly document: object;
}
