export interface Check {
  readonly name: string;
  /** Run at the root of the clone, with the tools on PATH. */
  readonly command: readonly string[];
}

/** The longest first: two run at a time. */
export const checks: readonly Check[] = [
  {
    name: 'packed',
    // The only check that runs a model.
    command: 'node tools/setup/main.js --python serving -- node tools/checks/packed/main.ts'.split(
      ' ',
    ),
  },
  {
    // VitePress follows every link, those into the API's pages too, which TypeDoc makes of the packages.
    name: 'website',
    command: ['node', '--conditions=torchrelay-source', 'site/src/build.ts'],
  },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint'] },
  // Three programs: one for each package would read core once more for each.
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'unused', command: ['knip'] },
  { name: 'repository', command: ['node', 'tools/checks/repository/main.ts'] },
  { name: 'api', command: ['node', 'tools/checks/api/main.ts'] },
  { name: 'licences', command: ['node', 'tools/checks/licences/main.ts'] },
  { name: 'published', command: ['node', 'tools/checks/published/main.ts'] },
  { name: 'changesets', command: ['node', 'tools/checks/changesets.ts'] },
];
