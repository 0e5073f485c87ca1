/**
 * Real PyTorch on this machine: the server, its control, and the rehearsal.
 * @module
 */
export { adaptModel, type AdaptOptions, type AdaptReport } from './adapt/adapt-model.ts';
export { local } from './target/local-target.ts';
export type { LocalSettings } from './target/local-settings.ts';
export { findPython, type Python } from './python/find-python.ts';
export { type LocalRehearsalReport, rehearse, type RehearseOptions } from './rehearsal/rehearse.ts';
export { type ControlClient, createControlClient } from './server/control-client.ts';
export type {
  DeploymentRequest,
  DeploymentStatus,
  ServerState,
} from './server/control-messages.ts';
export type { LogEvent } from './server/event-log.ts';
export { readServerFile, type ServerFile } from './server/server-file.ts';
export {
  findServer,
  type LocalServer,
  spawnServer,
  type SpawnServerOptions,
} from './server/spawn-server.ts';
