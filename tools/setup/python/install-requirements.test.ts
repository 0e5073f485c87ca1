import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { capture } from '../capture.js';
import { makeWheel } from '../test-support/make-wheel.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { installRequirements } from './install-requirements.js';
import { interpreterOf } from './location.js';

const WHEEL = 'lantern-1.0-py3-none-any.whl';

/** A package index on loopback that has one wheel, and answers its first `refusals` questions with 404. */
async function startIndex({ refusals = 0 }: { refusals?: number } = {}) {
  const shelf = temporaryFolder();
  makeWheel({ folder: shelf, name: 'lantern' });
  let questions = 0;
  const server = createServer(({ url = '' }, response) => {
    if (url.endsWith(WHEEL)) {
      createReadStream(join(shelf, WHEEL)).pipe(response);
      return;
    }
    questions += 1;
    response.statusCode = questions > refusals ? 200 : 404;
    response.setHeader('content-type', 'text/html');
    response.end(`<a href="/${WHEEL}">${WHEEL}</a>`);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The index has no port.');
  return { url: `http://127.0.0.1:${address.port}/simple`, questions: () => questions };
}

let template: string;

beforeAll(() => {
  template = mkdtempSync(join(tmpdir(), 'torchrelay-template-'));
  execFileSync('python3', ['-m', 'venv', template]);
  return () => rmSync(template, { recursive: true });
});

/**
 * An environment and what it is to have; pip knows no index but those that a test gives it. A copy, as Python takes
 * seconds to make an equal one.
 */
function bareEnvironment() {
  const folder = temporaryFolder();
  cpSync(template, folder, { recursive: true, verbatimSymlinks: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, 'lantern==1.0\n');
  const env = {
    ...process.env,
    PIP_CONFIG_FILE: '/dev/null',
    PIP_FIND_LINKS: '',
    PIP_EXTRA_INDEX_URL: '',
  };
  return { interpreter: interpreterOf(folder), requirements, env };
}

it('looks for PyTorch in the additional index too, where one is given', async () => {
  const [main, additional] = [await startIndex({ refusals: 100 }), await startIndex()];
  const { interpreter, requirements, env } = bareEnvironment();
  const indexes = { PIP_INDEX_URL: main.url, TORCHRELAY_TORCH_INDEX: additional.url };
  await installRequirements({ interpreter, requirements, env: { ...env, ...indexes } });
  expect([main.questions(), additional.questions()]).toEqual([1, 1]);
  expect((await capture(interpreter, ['-c', 'import lantern'])).exitCode).toBe(0);
});

it('tries a second time, with the patience that pip has by itself', async () => {
  const index = await startIndex({ refusals: 1 });
  const { interpreter, requirements, env } = bareEnvironment();
  await installRequirements({
    interpreter,
    requirements,
    env: { ...env, PIP_INDEX_URL: index.url },
  });
  expect(index.questions()).toBe(2);
});
