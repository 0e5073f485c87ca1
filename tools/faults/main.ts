// Runs a fault matrix of a provider: docs/reliability.md says what that is.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const programs: Readonly<Record<string, string>> = {
  azureml: 'packages/azure/src/azureml/test-support/fault-matrix/run.ts',
  'azureml-training': 'packages/azure/src/azureml/test-support/fault-matrix/run-training.ts',
  sagemaker: 'packages/aws/src/sagemaker/test-support/fault-matrix/run.ts',
  'sagemaker-training': 'packages/aws/src/sagemaker/test-support/fault-matrix/run-training.ts',
};
const [provider = '', ...rest] = process.argv.slice(2);
const program = programs[provider];
if (program === undefined) {
  console.error(`Say whose calls are to be taken down: ${Object.keys(programs).join(', ')}.`);
  process.exitCode = 2;
} else {
  const command = ['--conditions=torchrelay-source', program, ...rest];
  // What is remembered between commands would be remembered of accounts that are gone.
  const env = { ...process.env, XDG_CACHE_HOME: `${root}.cache/faults` };
  const { status } = spawnSync(process.execPath, command, { cwd: root, env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
