import { prose } from '../markdown/prose.ts';
import type { Member } from './read-interfaces.ts';

/** The members of a config file, from the interfaces that type it. */
export function configPage(interfaces: ReadonlyMap<string, readonly Member[]>): string {
  return [
    ...head,
    ...sections.flatMap(({ title, name, says }) => [
      `## ${title}`,
      '',
      ...says,
      '',
      ...memberTable(interfaces.get(name) ?? []),
      '',
    ]),
  ].join('\n');
}

const sections = [
  {
    title: 'The file',
    name: 'StageConfig',
    says: ['What stands at its top, and what each of `stages` may say anew:'],
  },
  {
    title: 'A deployment',
    name: 'DeploymentConfig',
    says: ['Each of `deployments`, for `plan`, `deploy` and all that asks about what serves.'],
  },
  { title: 'A job', name: 'JobConfig', says: ['Each of `jobs`, for `train` and its kin.'] },
  { title: 'A pipeline', name: 'PipelineConfig', says: ['Each of `pipelines`.'] },
];

function memberTable(members: readonly Member[]): string[] {
  return [
    '| key | type | says |',
    '| --- | --- | --- |',
    ...members.map(({ name, type, summary, whenLeftOut }) => {
      const end = whenLeftOut === undefined ? '' : ` By default ${prose(whenLeftOut)}.`;
      return `| \`${name}\` | \`${cell(plain(type))}\` | ${cell(prose(summary) + end)} |`;
    }),
  ];
}

/** As somebody writes it who only fills it in. */
function plain(type: string): string {
  const unwrapped = type.replace(/Readonly<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>/, '$1');
  return unwrapped === type ? type.replaceAll('readonly ', '') : plain(unwrapped);
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

const head = [
  '<!-- Made by `npm run docs:write` from packages/cli/src/config/config.ts: change it there. -->',
  '',
  '# Config file',
  '',
  'What would be typed each time can stand in `torchrelay.config.ts` (or `.mts`, `.js`, `.mjs`, `.json`), in the folder of a',
  'command or above it, as far as the root of the repository. `torchrelay init` writes one; `--config FILE` names another.',
  '',
  '```ts',
  "import { defineConfig } from 'torchrelay';",
  '',
  'export default defineConfig({',
  '  deployments: {',
  "    resnet50: { model: './resnet50.pt', input: { x: 'FP32[-1,3,224,224]' }, output: ['scores'] },",
  '  },',
  '  stages: {',
  "    prod: { target: 'sagemaker://us-east-1' },",
  '  },',
  '});',
  '```',
  '',
  '```sh',
  'torchrelay plan                 # its one deployment; of several, name it',
  'torchrelay deploy --stage prod  # or TORCHRELAY_STAGE=prod',
  '```',
  '',
  '**What counts when several say it**, the first that does:',
  '',
  '1. the command line: `--instances 2`',
  '2. the environment: `TORCHRELAY_INSTANCES=2`; what may be given several times has no variable',
  '3. the stage',
  '4. the rest of the file',
  '5. the default',
  '',
  'Each option has its variable: `--max-usd-per-hour` is `TORCHRELAY_MAX_USD_PER_HOUR`. Often set are',
  '',
  '| variable | says |',
  '| --- | --- |',
  '| `TORCHRELAY_TARGET` | where, in place of `--target` |',
  '| `TORCHRELAY_STAGE`, `TORCHRELAY_CONFIG` | the stage, and the config file |',
  '| `TORCHRELAY_PYTHON` | the Python that has PyTorch, for this machine and for rehearsals |',
  '| `TORCHRELAY_HOME` | where this machine keeps its deployments, jobs and packages |',
  '',
  '`torchrelay plan` says where each value came from, and `--json` has it. A key that there is not is an error with its place and the',
  'nearest that there is. Variables and secrets are shown by their names alone. Editors check a `.json` by the schema that ships in',
  'the package, `torchrelay/schema/v1/config.json`.',
  '',
];
