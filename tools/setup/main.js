// Sets the clone up, then runs the command given after `--` with the tools on PATH. Any Node from 20 can run it.
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describeFailure } from './failure.js';
import { handOver } from './hand-over.js';
import { setUp } from './set-up.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals: command } = parseArgs({
  allowPositionals: true,
  options: {
    'toolchain-only': { type: 'boolean', default: false },
    build: { type: 'boolean', default: false },
    python: { type: 'string', multiple: true, default: [] },
  },
});

try {
  const env = await setUp({
    root,
    env: process.env,
    dependencies: !values['toolchain-only'],
    build: values.build,
    python: values.python,
  });
  process.exitCode =
    command.length === 0 ? 0 : await handOver(command, { env, cwd: process.cwd() });
} catch (error) {
  process.stderr.write(describeFailure(error));
  process.exitCode = 1;
}
