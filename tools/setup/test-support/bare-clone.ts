import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';
import { writeTree } from './write-tree.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Like `pnpm@12.21.0`. */
export const packageManager: string = JSON.parse(
  readFileSync(join(repository, 'package.json'), 'utf8'),
).packageManager;

/**
 * A small clone with the real set-up scripts and the real toolchain, a workspace without dependencies, and a command
 * that says what runs it.
 */
export function bareClone(): string {
  const root = writeTree(temporaryFolder(), {
    'package.json': `${JSON.stringify({ name: 'clone', private: true, type: 'module', packageManager })}\n`,
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\npmOnFail: ignore\n',
    'pnpm-lock.yaml': [
      "lockfileVersion: '9.0'",
      'settings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false',
      'importers:\n  .: {}\n  packages/cli: {}\n',
    ].join('\n\n'),
    'tsconfig.base.json': '{}\n',
    'tools/build/library.ts': '\n',
    'packages/cli/package.json': `${JSON.stringify({ name: 'cli', version: '0.0.0', type: 'module' })}\n`,
    'packages/cli/tsdown.config.ts': '\n',
    'packages/cli/src/main.ts':
      "const from: string = 'source';\nconsole.log(from, process.versions.node, ...process.argv.slice(2));\n",
  });
  cpSync(join(repository, 'tools', 'setup'), join(root, 'tools', 'setup'), { recursive: true });
  cpSync(join(repository, 'packages', 'cli', 'bin'), join(root, 'packages', 'cli', 'bin'), {
    recursive: true,
  });
  writeTree(root, { '.toolchain/README': 'borrowed from the repository that runs the tests' });
  symlinkSync(
    join(repository, '.toolchain', 'node_modules'),
    join(root, '.toolchain', 'node_modules'),
  );
  return root;
}
