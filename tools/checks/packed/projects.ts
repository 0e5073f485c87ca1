import { copyFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { nodePackage } from '../../setup/toolchain-paths.js';
import { runTool } from './run-tool.ts';

/** Somebody's project outside the repository, with the packed packages installed as from a registry. */
export interface Project {
  readonly manager: 'npm' | 'pnpm';
  readonly folder: string;
  /** Its commands and its Node come first. */
  readonly env: NodeJS.ProcessEnv;
}

export interface ProjectRequest {
  readonly manager: Project['manager'];
  readonly folder: string;
  /** By the names of the packages. */
  readonly tarballs: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/** The oldest Node that the packages say they run on. */
export const oldestNode = '22.12.0';

/** Makes the project and installs everything. npm's has the oldest Node, where there is one for this machine. */
export async function makeProject({
  manager,
  folder,
  tarballs,
  env,
}: ProjectRequest): Promise<Project> {
  cpSync(fileURLToPath(new URL('project', import.meta.url)), folder, { recursive: true });
  const dependencies = Object.fromEntries(
    Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]),
  );
  const oldest = manager === 'npm' ? { [nodePackage().name]: oldestNode } : {};
  writeJson(join(folder, 'package.json'), {
    private: true,
    dependencies,
    devDependencies: { '@types/node': '^22.12.0' },
    optionalDependencies: oldest,
  });
  // The packages ask for each other by version, which no registry has yet.
  writeJson(join(folder, 'pnpm-workspace.yaml'), { pmOnFail: 'ignore', overrides: dependencies });
  await runTool({ command: installCommands[manager], folder, env });
  const model = join(folder, 'node_modules/@torchrelay/testing/fixtures/add-1.pt');
  copyFileSync(model, join(folder, 'model.pt'));
  return { manager, folder, env: environmentOf({ folder, env }) };
}

const installCommands = {
  npm: ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  pnpm: ['pnpm', 'install', '--ignore-scripts', '--prefer-offline'],
} as const;

function environmentOf({
  folder,
  env,
}: {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  mkdirSync(home);
  const node = join(folder, 'node_modules', nodePackage().name, 'bin');
  const path = [
    ...(existsSync(node) ? [node] : []),
    join(folder, 'node_modules', '.bin'),
    env['PATH'] ?? '',
  ];
  return { ...env, PATH: path.join(delimiter), TORCHRELAY_HOME: home };
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value, undefined, 2));
}
