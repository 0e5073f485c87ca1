import { fileURLToPath } from 'node:url';

import type { Project } from './projects.ts';

/** Something that a user does with the installed packages. */
export interface Use {
  readonly name: string;
  /** Run in the project, with its Node and its commands. */
  readonly command: readonly string[];
  /** What it has to print; anything, if not given. */
  readonly prints?: RegExp;
}

const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

const everywhere: readonly Use[] = [
  { name: 'import', command: ['node', 'import-all.mjs'] },
  { name: 'require', command: ['node', 'require-all.cjs'] },
];

const byApi: readonly Use[] = [
  { name: 'import lazily', command: ['node', 'import-lazily.mjs'] },
  { name: 'types, NodeNext', command: ['node', tsc, '-p', 'tsconfig.nodenext.json'] },
  { name: 'deploy', command: ['node', 'deploy.mjs'] },
];

const byCommand: readonly Use[] = [
  { name: 'types, bundler', command: ['node', tsc, '-p', 'tsconfig.bundler.json'] },
  {
    name: 'torchrelay deploy',
    command:
      'torchrelay deploy model.pt --name packed --input x=FP32[3] --output y=FP32[3] --no-rehearsal --yes'.split(
        ' ',
      ),
    prints: /^http:\/\/127\.0\.0\.1:\d+\n$/,
  },
  {
    name: 'torchrelay predict',
    command: ['torchrelay', 'predict', 'packed', 'x=[1,2,3]'],
    prints: /^y {2}FP32 \[3\]\n {2}2 {2}3 {2}4\b/,
  },
  { name: 'torchrelay destroy', command: ['torchrelay', 'destroy', 'packed', '--yes'] },
];

/** Each way in is tried once: PyTorch takes seconds each time. */
export const usesIn: Readonly<Record<Project['manager'], readonly Use[]>> = {
  npm: [...everywhere, ...byCommand],
  pnpm: [...everywhere, ...byApi],
};
