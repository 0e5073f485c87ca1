import { spawnSync } from 'node:child_process';
import { standInPython, standInPythonPath } from './stand-in-python.ts';

/** A request and its answer, as they were on the wire. */
export interface AwsExchange {
  readonly request: {
    readonly method: string;
    /** With its query. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/**
 * What AWS would not have taken or sent of these, a line each, by the models that it publishes with botocore: for
 * services that moto does not play, and a server of the test's own does.
 */
export function judgeAwsExchanges(exchanges: readonly AwsExchange[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(
    standInPython(),
    ['-m', 'aws_stand_in.check.judge'],
    {
      input: JSON.stringify(exchanges),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', PYTHONPATH: standInPythonPath },
      maxBuffer: 2 ** 26,
    },
  );
  if (status !== 0) throw new Error(`The exchanges could not be judged:\n${stderr}`);
  return JSON.parse(stdout) as readonly string[];
}
