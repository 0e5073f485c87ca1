import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cacheFolder } from '@torchrelay/core/target-utils';

import type { Environment } from '../command-line/command-context.ts';
import { findConfig } from '../config/find-config.ts';
import { entryNames, type LoadedConfig } from '../config/layers.ts';
import { writeWhole } from '../output/write-whole.ts';

/** What a config file gives names to. */
export interface ConfigNames {
  readonly deployments: readonly string[];
  readonly jobs: readonly string[];
  readonly pipelines: readonly string[];
  readonly stages: readonly string[];
}

const none: ConfigNames = { deployments: [], jobs: [], pipelines: [], stages: [] };

/**
 * Keeps what a config file names, for the shell to complete: reading the file itself would run its code whenever
 * somebody presses Tab.
 */
export async function keepNames(loaded: LoadedConfig): Promise<void> {
  const names: ConfigNames = {
    deployments: entryNames(loaded, 'deployments'),
    jobs: entryNames(loaded, 'jobs'),
    pipelines: entryNames(loaded, 'pipelines'),
    stages: Object.keys(loaded.config.stages ?? {}),
  };
  const path = placeOf(loaded.file);
  const text = JSON.stringify(names);
  try {
    if ((await readText(path)) === text) return;
    await writeWhole(path, text);
  } catch {
    // A folder that cannot be written takes away nothing but names after Tab.
  }
}

/** The names that were kept of the config file that holds for a folder. */
export async function readNames(folder: string, environment: Environment): Promise<ConfigNames> {
  const file = environment['TORCHRELAY_CONFIG'] || findConfig(folder, environment);
  if (file === undefined) return none;
  const text = await readText(placeOf(file));
  return text === undefined ? none : { ...none, ...(JSON.parse(text) as Partial<ConfigNames>) };
}

function placeOf(file: string): string {
  const id = createHash('sha256').update(file).digest('hex').slice(0, 32);
  return join(cacheFolder(), 'config-names', `${id}.json`);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
