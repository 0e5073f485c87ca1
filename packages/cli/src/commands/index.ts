import type { Command } from '../command-line/command.ts';
import { adaptCommand } from './adapt/command.ts';
import { clientCommand } from './client/command.ts';
import { completionCommand } from './completion/command.ts';
import { deployCommand } from './deploy/command.ts';
import { destroyCommand } from './destroy/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { estimateCommand } from './estimate/command.ts';
import { gcCommand } from './gc/command.ts';
import { gpusCommand } from './gpus/command.ts';
import { historyCommand } from './history/command.ts';
import { initCommand } from './init/command.ts';
import { inspectCommand } from './inspect/command.ts';
import { listCommand } from './list/command.ts';
import { logsCommand } from './logs/command.ts';
import { metricsCommand } from './metrics/command.ts';
import { planCommand } from './plan/command.ts';
import { predictCommand } from './predict/command.ts';
import { rollbackCommand } from './rollback/command.ts';
import { scaleCommand } from './scale/command.ts';
import { pipelineCommand } from './pipeline/command.ts';
import { stopCommand } from './stop/command.ts';
import { trainCommand } from './train/command.ts';
import { statusCommand } from './status/command.ts';

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  initCommand,
  inspectCommand,
  adaptCommand,
  gpusCommand,
  estimateCommand,
  planCommand,
  deployCommand,
  trainCommand,
  pipelineCommand,
  predictCommand,
  clientCommand,
  listCommand,
  statusCommand,
  logsCommand,
  metricsCommand,
  scaleCommand,
  stopCommand,
  historyCommand,
  rollbackCommand,
  destroyCommand,
  gcCommand,
  doctorCommand,
  completionCommand,
];
