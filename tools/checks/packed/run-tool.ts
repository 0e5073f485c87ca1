import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Runs a tool to its end while others run, and gives what it printed.
 *
 * @throws Error with all that it said, if it failed
 */
export async function runTool({
  command: [program = '', ...programArguments],
  folder,
  env,
}: {
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}): Promise<string> {
  const options = { cwd: folder, env, maxBuffer: 2 ** 26, shell: process.platform === 'win32' };
  try {
    return (await execute(program, programArguments, options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const command = [program, ...programArguments].join(' ');
    throw new Error(`${command} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
