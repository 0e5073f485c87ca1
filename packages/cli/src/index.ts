/**
 * What a `torchrelay.config.ts` imports. The command itself is `npx torchrelay`.
 * @module
 */
export { defineConfig } from './config/config.ts';
export type {
  Config,
  ConfigList,
  ConfigText,
  DeploymentConfig,
  JobConfig,
  PipelineConfig,
  StageConfig,
} from './config/config.ts';
