import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { selfSignedCertificate } from './self-signed-certificate.ts';

/** Azurite's blob service, on a port of its own of this machine. */
export interface Azurite extends AsyncDisposable {
  /** `http://127.0.0.1:41234/devstoreaccount1` */
  readonly accountUrl: string;
  readonly accountName: string;
  readonly accountKey: string;
  /** Of its HTTPS, in PEM; absent where it speaks HTTP. */
  readonly certificate?: string;
}

export interface AzuriteOptions {
  /**
   * `http` takes the account's key alone. `https` takes tokens too, of which it checks all but the signature.
   * @default 'http'
   */
  readonly protocol?: 'http' | 'https';
}

/** Published with Azurite: everybody has them. */
const accountName = 'devstoreaccount1';
const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Microsoft's own emulator in a thread of this process: it keeps everything in memory, listens to the
 * loopback alone, and ends with the process however that ends.
 */
export async function startAzurite({ protocol = 'http' }: AzuriteOptions = {}): Promise<Azurite> {
  const tls = protocol === 'https' ? writeCertificate() : undefined;
  try {
    const worker = new Worker(program(), {
      argv: [...switches, ...(tls?.switches ?? [])],
      // Not those of a test runner, which change how modules are found.
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    worker.unref();
    return {
      accountUrl: `${await addressOf(worker)}/${accountName}`,
      accountName,
      accountKey,
      ...(tls !== undefined && { certificate: tls.certificate }),
      async [Symbol.asyncDispose]() {
        await worker.terminate();
      },
    };
  } finally {
    if (tls !== undefined) rmSync(tls.folder, { recursive: true });
  }
}

const switches = [
  '--blobHost=127.0.0.1',
  '--blobPort=0',
  '--inMemoryPersistence',
  '--silent',
  // It would tell its makers that it runs.
  '--disableTelemetry',
  // The client library is newer than the newest version of the protocol that it knows.
  '--skipApiVersionCheck',
];

function program(): string {
  const description = createRequire(import.meta.url).resolve('azurite/package.json');
  return join(dirname(description), 'dist/src/blob/main.js');
}

/** What it prints once it listens. */
const listening = /listens on (\S+)/;

async function addressOf(worker: Worker): Promise<string> {
  let said = '';
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(worker, 'exit').then(() => {
    throw new Error(`Azurite did not start:\n${said}`);
  });
  for (;;) {
    const address = listening.exec(said)?.[1];
    if (address !== undefined) {
      // From now on its end is ours to decide.
      ended.catch(() => {});
      return address;
    }
    await Promise.race([once(worker.stdout, 'data'), ended]);
  }
}

/** Azurite reads both when it starts and never again. */
function writeCertificate(): {
  readonly folder: string;
  readonly switches: readonly string[];
  readonly certificate: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'torchrelay-azurite-'));
  const { certificate, key } = selfSignedCertificate();
  const paths = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  writeFileSync(paths.certificate, certificate);
  writeFileSync(paths.key, key, { mode: 0o600 });
  return {
    folder,
    certificate,
    switches: ['--cert', paths.certificate, '--key', paths.key, '--oauth', 'basic'],
  };
}
