import { run } from './run.ts';

const expected = ['package/LICENSE', 'package/README.md', 'package/package.json'];
const unwanted = /\.test\.|\/__fixtures__\/|\.tsbuildinfo$|__pycache__/;

/** What is wrong with a packed package, one text per problem. */
export function inspectTarball({
  tarball,
  hasTypes,
}: {
  tarball: string;
  hasTypes: boolean;
}): string[] {
  const tools = [
    ['publint', tarball, '--strict'],
    // A command has no types to get wrong.
    ...(hasTypes ? [['attw', tarball, '--profile', 'esm-only', '--no-emoji']] : []),
  ];
  const problems = tools.map((command) => run({ command }).problem);
  return [...listProblems(tarball), ...problems.filter((problem) => problem !== undefined)];
}

function listProblems(tarball: string): string[] {
  const { stdout, problem } = run({ command: ['tar', '-tzf', tarball] });
  if (problem !== undefined) return [problem];
  const files = stdout.split('\n');
  return [
    ...expected.filter((file) => !files.includes(file)).map((file) => `It lacks ${file}.`),
    ...files.filter((file) => unwanted.test(file)).map((file) => `It ships ${file}.`),
  ];
}
