import type { JsonObject, MetricSeries } from '@torchrelay/core/target';
import type { LogEvent } from './event-log.ts';
import type { DeploymentState } from './deployment.ts';

/** What is to be loaded, and how it is to be served. */
export interface DeploymentRequest {
  /** 1 to 128 of `A-Z a-z 0-9 . _ : -`: `sha256:…` fits. */
  readonly id: string;
  /** A Triton model repository with `torchrelay.json`. */
  readonly packageDirectory: string;
  /** By default one per GPU, or else one per core, at most four, fewer where memory is short. */
  readonly workers?: number;
  /** What the owner's settings said of the number of workers, kept for whoever looks later. */
  readonly workersSetting?: number;
  /** `auto`: the GPUs if PyTorch can use any. */
  readonly device?: 'auto' | 'cpu' | 'cuda';
  /**
   * CPU threads of each worker. By default the cores divided among the workers; and all of them, up to 16, for a call that
   * begins while the deployment has no other, of the shapes (1 where they vary) with which a trial gave the same bits.
   */
  readonly threads?: number;
  /** Refuses what the serving engine in the cloud would refuse. On by default. */
  readonly strict?: boolean;
  /**
   * How long a request waits for others to join its batch. 0 by default: only those are joined that queue anyway, or that
   * a batch has just answered and who ask again within a quarter of the time that it took, at most 10 ms.
   */
  readonly queueDelayInMs?: number;
  /** Requests beyond so many in the queue are refused with 429. 256 by default. */
  readonly maxQueueLength?: number;
  /** Of one call of the model: a worker that takes longer is replaced. 60 seconds by default. */
  readonly timeLimitInMs?: number;
}

/** One deployment of the server on this machine. */
export interface DeploymentStatus {
  readonly id: string;
  readonly packageDirectory: string;
  readonly state: DeploymentState;
  /** Why it failed, as `TorchrelayError.toJSON` gives it. */
  readonly failure?: JsonObject;
  /** Why there are fewer workers than there are to be, in the same form, whether it serves or not. */
  readonly workerFailure?: JsonObject;
  /** The process ids of the workers that have the model. */
  readonly workerPids: readonly number[];
  /** How many there are to be. */
  readonly workers: number;
  /** As `workersSetting` of the request. */
  readonly workersSetting?: number;
  readonly waiting: number;
  readonly running: number;
}

/** What the server on this machine says about itself. */
export interface ServerState {
  readonly pid: number;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly torchVersion: string;
  readonly pythonVersion: string;
  readonly cudaDevices: readonly string[];
  /** The deployment that receives the traffic. */
  readonly live?: string;
  readonly deployments: readonly DeploymentStatus[];
}

/** The JSON that answers each request on the control socket. */
export interface ControlAnswers {
  'GET /state': ServerState;
  'GET /logs': readonly LogEvent[];
  'POST /deployments': DeploymentStatus;
  /** Without it when it is gone. */
  'DELETE /deployments': { readonly deployment?: DeploymentStatus };
  'PUT /traffic': ServerState;
  'PUT /workers': DeploymentStatus;
  'PUT /expiry': { readonly at?: number };
  'GET /metrics': readonly MetricSeries[];
  'POST /stop': { readonly stopping: true };
}
