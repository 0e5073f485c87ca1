import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeResponse,
  encodeRequest,
  joinChunks,
  type InferResponse,
  type WireTensor,
} from '@torchrelay/core';
import type { DeploymentRequest, DeploymentStatus } from '../server/control-messages.ts';
import { type LocalServer, spawnServer, type SpawnServerOptions } from '../server/spawn-server.ts';
import { modelPackage } from './model-packages.ts';
import { withForkServers } from './process-facts.ts';
import { servingPython } from './serving-python.ts';
import { isAlive, waitUntil } from './wait-until.ts';

/** A real server in a process of its own, and short ways to talk to it. */
export interface TestServer extends LocalServer {
  readonly runtimeDirectory: string;
  /** Loads one of the test models and waits until it is ready, or has failed. */
  load(id: string, model: string, settings?: Partial<DeploymentRequest>): Promise<DeploymentStatus>;
  status(id: string): Promise<DeploymentStatus | undefined>;
  /** One request in the binary encoding. */
  infer(options: {
    inputs: readonly WireTensor[];
    deployment?: string;
    signal?: AbortSignal;
  }): Promise<Response>;
  /** Ends it, and tells what it left behind. */
  end(): Promise<Leftovers>;
}

export interface Leftovers {
  readonly processes: readonly number[];
  readonly files: readonly string[];
}

export async function startTestServer(
  options: Partial<SpawnServerOptions> = {},
): Promise<TestServer> {
  const runtimeDirectory = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
  const server = await spawnServer({
    runtimeDirectory,
    python: servingPython(),
    drainTimeoutInMs: 5000,
    ...options,
  });
  const seen = new Set<number>([server.file.pid]);

  const status = async (id: string): Promise<DeploymentStatus | undefined> => {
    const { deployments } = await server.control.state();
    for (const { workerPids } of deployments)
      withForkServers(workerPids).forEach((pid) => seen.add(pid));
    return deployments.find((deployment) => deployment.id === id);
  };
  return {
    ...server,
    runtimeDirectory,
    status,
    async load(id, model, settings = {}) {
      await server.control.createDeployment({
        id,
        packageDirectory: modelPackage(model),
        workers: 1,
        threads: 1,
        ...settings,
      });
      return waitUntil(async () => {
        const found = await status(id);
        const isSettled =
          found?.state === 'failed' || found?.workerPids.length === (settings.workers ?? 1);
        return isSettled && found;
      });
    },
    infer: ({ inputs, deployment, signal }) => {
      const message = encodeRequest({
        request: { inputs, outputEncoding: 'binary' },
        encoding: 'binary',
      });
      return fetch(`${server.url}/v2/models/model/infer`, {
        method: 'POST',
        headers: {
          ...message.headers,
          ...(deployment === undefined ? {} : { 'torchrelay-deployment': deployment }),
        },
        body: Buffer.from(joinChunks(message)),
        ...(signal === undefined ? {} : { signal }),
      });
    },
    async end() {
      if (isAlive(server.file.pid)) process.kill(server.file.pid, 'SIGTERM');
      await waitUntil(() => [...seen].every((pid) => !isAlive(pid)));
      const left = readdirSync(runtimeDirectory).filter((name) => !name.endsWith('.log'));
      rmSync(runtimeDirectory, { recursive: true });
      const { privateDirectory } = server.file;
      return {
        processes: [...seen].filter(isAlive),
        files: [...left, ...(existsSync(privateDirectory) ? [privateDirectory] : [])],
      };
    },
  };
}

export const NOTHING: Leftovers = { processes: [], files: [] };

/** The outputs of an answer that must be one. */
export async function outputsOf(response: Response): Promise<InferResponse['outputs']> {
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const headers = Object.fromEntries(response.headers);
  return decodeResponse({ headers, body: new Uint8Array(await response.arrayBuffer()) }).outputs;
}
