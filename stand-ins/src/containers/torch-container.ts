import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { inferPath } from '@torchrelay/core/target-utils';
import { type LocalServer, spawnServer } from '@torchrelay/local';

import type { Container, ContainerRequest, StartContainer } from './container.ts';

/** Real PyTorch under Triton's rules: the local server in strict mode, with the very package that was uploaded. */
export const startTorchContainer: StartContainer = (request) => startServer(request, true);

/** A server that is not Triton and speaks the same protocol: what Triton refuses it serves. */
export const startOwnContainer: StartContainer = (request) => startServer(request, false);

async function startServer({ readPackage }: ContainerRequest, strict: boolean): Promise<Container> {
  const folder = await mkdtemp(join(tmpdir(), 'torchrelay-container-'));
  for (const [path, bytes] of await readPackage()) {
    const file = join(folder, 'package', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  const server = await spawnServer({ runtimeDirectory: join(folder, 'run') });
  try {
    await load(server, join(folder, 'package'), strict);
  } catch (error) {
    await end(server, folder);
    throw error;
  }
  return containerOf(server, folder);
}

async function load(
  { control }: LocalServer,
  packageDirectory: string,
  strict: boolean,
): Promise<void> {
  const request = { id: 'container', packageDirectory, workers: 1, strict };
  for (;;) {
    const { state, failure } = await control.createDeployment(request);
    if (state === 'ready') break;
    if (state === 'failed') throw new Error(JSON.stringify(failure));
    await delay(50);
  }
  await control.setTraffic('container');
}

function containerOf(server: LocalServer, folder: string): Container {
  return {
    async invoke({ headers, body, flavour = 'sagemaker' }) {
      const path = flavour === 'sagemaker' ? '/invocations' : inferPath;
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      });
      return {
        status: response.status,
        contentType: response.headers.get('content-type') ?? 'application/json',
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      };
    },
    [Symbol.asyncDispose]: () => end(server, folder),
  };
}

async function end({ control }: LocalServer, folder: string): Promise<void> {
  await control.stop();
  await rm(folder, { recursive: true, force: true });
}
