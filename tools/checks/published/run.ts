import { spawnSync } from 'node:child_process';

/** Runs a tool to its end; `problem` is what it said if it failed. */
export function run({ command, folder }: { command: readonly string[]; folder?: string }): {
  stdout: string;
  problem: string | undefined;
} {
  const [program = '', ...programArguments] = command;
  const { status, stdout, stderr, error } = spawnSync(program, programArguments, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return { stdout, problem: undefined };
  return {
    stdout,
    problem: `${command.join(' ')} failed:\n${stdout}${stderr}${error?.message ?? ''}`,
  };
}
