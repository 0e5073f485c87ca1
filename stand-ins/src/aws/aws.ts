import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { standInPython, standInPythonPath } from './stand-in-python.ts';

/** AWS's services as moto plays them, on a port of its own of this machine. */
export interface AwsStandIn extends AsyncDisposable {
  /** `http://127.0.0.1:41234`: every service is there. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The same as variables, for the environment of a process that is started. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes everything that was made, in all accounts. */
  reset(): Promise<void>;
  /** What no real service would have taken or sent, a line each: requests and answers that are not in AWS's models. */
  violations(): Promise<readonly string[]>;
  /**
   * Ends the server.
   * @throws if there were violations: whatever the test proved, it did not prove it for AWS
   */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface AwsStandInOptions {
  /** Moto's own settings: `MOTO_S3_DEFAULT_MAX_KEYS`. */
  readonly environment?: Readonly<Record<string, string>>;
}

const region = 'us-east-1';
const credentials = { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'of-no-account' };

/** Starts it. It keeps everything in memory, and ends with this process however that ends. */
export async function startAws({ environment = {} }: AwsStandInOptions = {}): Promise<AwsStandIn> {
  const child = spawn(standInPython(), ['-m', 'aws_stand_in'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PYTHONPATH: standInPythonPath,
      // Moto asks botocore, which would look for an account of the user's.
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...environment,
    },
    // Its standard input ends when this process does.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const endpoint = `http://127.0.0.1:${await portOf(child)}`;
  return {
    endpoint,
    region,
    accountId: '123456789012',
    credentials,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    async reset() {
      const { ok, status } = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
      if (!ok) throw new Error(`Moto answered ${status} when it was to forget everything.`);
    },
    violations: () => readViolations(endpoint),
    async [Symbol.asyncDispose]() {
      const violations = await readViolations(endpoint);
      const ended = once(child, 'close');
      child.kill();
      await ended;
      if (violations.length > 0) throw new Error(`AWS would not:\n${violations.join('\n')}`);
    },
  };
}

async function portOf(child: ReturnType<typeof spawn>): Promise<number> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('it was started with pipes');
  let said = '';
  let errors = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    // A line for each request comes here too.
    errors = (errors + text).slice(-10_000);
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The stand-in for AWS did not start:\n${errors}`);
  });
  stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  while (!said.includes('\n')) await Promise.race([once(stdout, 'data'), ended]);
  // From now on its end is ours to decide.
  ended.catch(() => {});
  const { port } = JSON.parse(said) as { readonly port: number };
  return port;
}

async function readViolations(endpoint: string): Promise<readonly string[]> {
  const response = await fetch(`${endpoint}/_stand-in/violations`);
  return (await response.json()) as readonly string[];
}
