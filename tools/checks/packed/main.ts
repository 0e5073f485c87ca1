// Packs every package, installs the tarballs into empty projects outside the repository, by npm with the oldest Node
// that they run on and by pnpm with this one, and does there what users do. Needs a registry, and PyTorch.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pack } from '../published/pack.ts';
import { openRepository } from '../repository/repository.ts';
import { bundle } from './bundle.ts';
import { makeProject, oldestNode, type Project } from './projects.ts';
import { runTool } from './run-tool.ts';
import { type Use, usesIn } from './uses.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'torchrelay-packed-'));
const { NODE_PATH: _, ...inherited } = process.env;
// What is remembered of models would otherwise be that of whoever runs this.
const env = { ...inherited, XDG_CACHE_HOME: join(folder, 'cache') };
try {
  const tarballs = packAll();
  const managers = ['npm', 'pnpm'] as const;
  await Promise.all(
    managers.map(async (manager) =>
      tryOut(await makeProject({ manager, folder: join(folder, manager), tarballs, env })),
    ),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function packAll(): Readonly<Record<string, string>> {
  const destination = join(folder, 'tarballs');
  mkdirSync(destination);
  return Object.fromEntries(
    openRepository(root)
      .packages.filter(({ manifest }) => manifest.private !== true)
      .map(({ folder: source, manifest }) => [
        manifest.name,
        pack({ source: join(root, source), destination }),
      ]),
  );
}

async function tryOut(project: Project): Promise<void> {
  const version = (await runTool({ ...project, command: ['node', '--version'] })).trim();
  const where = `${project.manager}, Node ${version.slice(1)}`;
  if (project.manager === 'npm' && version !== `v${oldestNode}`)
    console.log(
      `Node ${oldestNode} cannot be had for this machine: npm's project runs on ${version}.`,
    );
  for (const use of usesIn[project.manager])
    await attempt(where, use.name, () => carryOut(use, project));
  // pnpm lets no project find what only others depend on, as the AWS SDK here.
  if (project.manager !== 'npm') return;
  const folders = await attempt(where, 'bundle', () => bundle(project.folder));
  for (const bundles of folders ?? []) {
    const command = ['node', 'ask-bundles.mjs', bundles];
    await attempt(where, `run ${basename(bundles)}`, () => runTool({ ...project, command }));
  }
}

async function carryOut({ command, prints }: Use, project: Project): Promise<void> {
  const printed = await runTool({ ...project, command });
  if (prints?.test(printed) === false)
    throw new Error(`${command.join(' ')} printed, instead of ${String(prints)}:\n${printed}`);
}

/** One failure does not keep the others from being seen. */
async function attempt<Result>(
  where: string,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const startedAt = performance.now();
  try {
    const result = await work();
    console.log(`${where}: ${name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    process.exitCode = 1;
    console.log(
      `${where}: ${name} FAILED\n${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}
