import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { capture } from '../capture.js';
import { closedPort } from '../test-support/closed-port.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { fakePython } from '../test-support/fake-python.ts';
import { makeWheel } from '../test-support/make-wheel.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { writeTree } from '../test-support/write-tree.ts';
import { interpreterOf } from './location.js';
import { virtualEnvironmentStep } from './virtual-environment.js';

const environment = { purpose: 'a test', showsSystemPackages: false, neededBytes: 1 };
const name = 'tested';

type Wanted = Parameters<typeof virtualEnvironmentStep>[0];

/** An environment of one wheel, made by the real pip from a folder instead of an index. */
function wantedEnvironment({ check = 'import lantern\n' }: { check?: string } = {}): Wanted {
  const shelf = writeTree(temporaryFolder(), {
    'tested.txt': 'lantern==1.0\n',
    'tested.check.py': check,
  });
  makeWheel({ folder: shelf, name: 'lantern', source: 'LIGHT = "on"\n' });
  return {
    name,
    environment,
    requirements: join(shelf, 'tested.txt'),
    check: join(shelf, 'tested.check.py'),
    folder: join(temporaryFolder(), '.python', name),
    env: { ...process.env, PIP_CONFIG_FILE: '/dev/null', PIP_NO_INDEX: '1', PIP_FIND_LINKS: shelf },
  };
}

/** The same, with another `python3` first on PATH. */
function withPython(wanted: Wanted, answers: string): Wanted {
  const folder = fakePython({ folder: temporaryFolder(), answers });
  return { ...wanted, env: { ...wanted.env, PATH: `${folder}${delimiter}${process.env['PATH']}` } };
}

let template: string;

beforeAll(() => {
  template = mkdtempSync(join(tmpdir(), 'torchrelay-template-'));
  execFileSync('python3', ['-m', 'venv', template]);
  return () => rmSync(template, { recursive: true });
});

/** The same, copying an environment where Python takes seconds to make an equal one. */
function quickly(wanted: Wanted): Wanted {
  const lastArgument = 'for folder; do :; done';
  return withPython(
    wanted,
    `*"-m venv"*) ${lastArgument}; mkdir -p "$folder"; cp -Rp '${template}'/. "$folder"; exit 0;;`,
  );
}

it('builds the environment that its requirements ask for, and is done then', async () => {
  const wanted = wantedEnvironment();
  const step = virtualEnvironmentStep(wanted);
  expect(await step.isDone()).toBe(false);
  await step.run();
  expect(await virtualEnvironmentStep(wanted).isDone()).toBe(true);
  const program = ['-c', 'import lantern; print(lantern.LIGHT)'];
  expect((await capture(interpreterOf(wanted.folder), program)).stdout).toBe('on\n');
});

it('leaves out what the settings of pip and Python would add', async () => {
  const wanted = quickly(wantedEnvironment());
  const decoy = writeTree(temporaryFolder(), {
    'lantern.py': 'raise SystemExit("the wrong lantern")',
  });
  const env = { ...wanted.env, PIP_USER: '1', PYTHONPATH: decoy, PYTHONDONTWRITEBYTECODE: '1' };
  const step = virtualEnvironmentStep({ ...wanted, env });
  await step.run();
  expect(await step.isDone()).toBe(true);
});

it('is built anew when its requirements or its check change, without what was there', async () => {
  const wanted = quickly(wantedEnvironment());
  await virtualEnvironmentStep(wanted).run();
  writeTree(wanted.folder, { leftover: '' });
  writeFileSync(wanted.requirements, 'lantern\n');
  expect(await virtualEnvironmentStep(wanted).isDone()).toBe(false);
  await virtualEnvironmentStep(wanted).run();
  expect(existsSync(join(wanted.folder, 'leftover'))).toBe(false);
  writeFileSync(wanted.check, 'import lantern  # again\n');
  expect(await virtualEnvironmentStep(wanted).isDone()).toBe(false);
});

it('is not done when its Python is gone', async () => {
  const wanted = quickly(wantedEnvironment());
  await virtualEnvironmentStep(wanted).run();
  rmSync(interpreterOf(wanted.folder));
  expect(await virtualEnvironmentStep(wanted).isDone()).toBe(false);
});

it('does not pass for done when it was killed while pip was downloading', async () => {
  const wanted = quickly(wantedEnvironment());
  // An index that takes the question and never answers.
  const index = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void index.close());
  onTestFinished(() => index.closeAllConnections());
  await once(index, 'listening');
  const address = index.address();
  if (address === null || typeof address === 'string') throw new Error('The index has no port.');
  const env = {
    ...wanted.env,
    PIP_NO_INDEX: '0',
    PIP_INDEX_URL: `http://127.0.0.1:${address.port}`,
  };
  const program = `
    import { virtualEnvironmentStep } from ${JSON.stringify(new URL('virtual-environment.js', import.meta.url).href)};
    await virtualEnvironmentStep({ ...${JSON.stringify({ ...wanted, env: {} })}, env: process.env }).run();
  `;
  const setUp = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
    stdio: 'inherit',
    detached: true,
  });
  await once(index, 'request');
  // The whole group, as the end of a terminal does.
  process.kill(-(setUp.pid ?? 0), 'SIGKILL');
  await once(setUp, 'exit');
  const step = virtualEnvironmentStep(wanted);
  expect(existsSync(interpreterOf(wanted.folder))).toBe(true);
  expect(await step.isDone()).toBe(false);
  await step.run();
  expect(await step.isDone()).toBe(true);
});

it('names the missing package where Debian leaves the venv module out', async () => {
  const answers = `*"-m venv"*) echo "The virtual environment was not created successfully because ensurepip is not available." ; exit 1;;`;
  const step = virtualEnvironmentStep(withPython(wantedEnvironment(), answers));
  const { message, hint } = await failureOf(step.run);
  expect(message).toMatch(
    / cannot make virtual environments: its venv module is missing or incomplete\.$/,
  );
  expect(hint).toContain('`sudo apt install python3-venv`');
  expect(await step.isDone()).toBe(false);
});

it('names the pip that is too old for PyTorch’s wheels', async () => {
  const wanted = wantedEnvironment();
  // The environment's own pip is asked, so its Python must be the one that answers.
  const answers = `*"-m venv"*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python"; exit 0;;
    *"pip --version"*) echo "pip 9.0.1 from /usr/lib/python3 (python 3.10)"; exit 0;;`;
  const { message, hint } = await failureOf(
    virtualEnvironmentStep(withPython(wanted, answers)).run,
  );
  expect(message).toBe(
    'The pip of this Python is too old (pip 9.0.1 from /usr/lib/python3 (python 3.10)): 20.3 or later is needed.',
  );
  expect(hint).toContain('ensurepip --upgrade');
});

it('says when the index cannot be reached', async () => {
  const wanted = quickly(wantedEnvironment());
  const env = {
    ...wanted.env,
    PIP_NO_INDEX: '0',
    PIP_FIND_LINKS: '',
    PIP_INDEX_URL: await closedPort(),
  };
  const { message, hint } = await failureOf(
    virtualEnvironmentStep({ ...wanted, env: { ...env, PIP_RETRIES: '1' } }).run,
  );
  expect(message).toMatch(
    /^Pip's package index cannot be reached\.\n\nERROR: No matching distribution .*lantern/,
  );
  expect(hint).toContain('`python3 -m pip config list`');
});

it('says when no version fits this Python and machine', async () => {
  const wanted = quickly(wantedEnvironment());
  writeFileSync(wanted.requirements, 'lantern==2.0\n');
  const { message } = await failureOf(virtualEnvironmentStep(wanted).run);
  expect(message).toMatch(
    /^pip found no PyTorch for this Python and machine\.\n\n.*lantern==2\.0/s,
  );
});

it('says before it begins that the disk is too full', async () => {
  const wanted = quickly(wantedEnvironment());
  const step = virtualEnvironmentStep({
    ...wanted,
    environment: { ...environment, neededBytes: 2 ** 60 },
  });
  const { message } = await failureOf(step.run);
  expect(message).toMatch(/^There is too little disk space for \.python\/tested: /);
  expect(existsSync(wanted.folder)).toBe(false);
});

it('does not count as done what installs but does not work', async () => {
  const wanted = quickly(wantedEnvironment({ check: 'import lantern\nlantern.shine()\n' }));
  const step = virtualEnvironmentStep(wanted);
  const { message } = await failureOf(step.run);
  expect(message).toMatch(/^The Python environment was installed, but does not work\./);
  expect(message).toContain("module 'lantern' has no attribute 'shine'");
  expect(await step.isDone()).toBe(false);
});

it('passes on the advice that its check prints', async () => {
  const wanted = quickly(
    wantedEnvironment({ check: 'import lantern\nprint("note: it is bright")\n' }),
  );
  expect(await virtualEnvironmentStep(wanted).run()).toBe('note: it is bright');
});
