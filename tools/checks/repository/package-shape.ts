import type { Package, Repository, RepositoryCheck } from './repository.ts';

const LICENSE = 'Apache-2.0';

/** Every package looks alike: a README that begins with its name, an index or a command, and the licence. */
export const packageShape: RepositoryCheck = (repository) => [
  ...(repository.has('LICENSE')
    ? []
    : ['There is no LICENSE at the root, which every package ships.']),
  ...repository.packages.flatMap((each) => problemsOf(each, repository)),
];

function problemsOf({ folder, manifest }: Package, { has, read }: Repository): string[] {
  const readme = `${folder}/README.md`;
  const entry = manifest.bin === undefined ? `${folder}/src/index.ts` : `${folder}/src/main.ts`;
  const expectations: readonly [isMet: boolean, problem: string][] = [
    [has(readme), `${folder} has no README.md.`],
    [
      !has(readme) || read(readme).startsWith(`# ${manifest.name}\n`),
      `${readme} does not begin with # ${manifest.name}.`,
    ],
    [has(entry), `${folder} has no ${entry.slice(folder.length + 1)}.`],
    [manifest.license === LICENSE, `${folder}/package.json does not name the licence, ${LICENSE}.`],
  ];
  return expectations.filter(([isMet]) => !isMet).map(([, problem]) => problem);
}
