import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type {
  ExampleTensor,
  Rehearsal,
  RehearsalReport,
  RehearsalRequest,
} from '../src/target/rehearsal.ts';
import { torchPython } from './python.ts';

const script = fileURLToPath(new URL('rehearse.py', import.meta.url));

/** A rehearsal on real PyTorch, in one process for all of a test file. */
export interface TorchRehearsal extends Rehearsal {
  /** What was asked of it, in order. */
  readonly requests: RehearsalRequest[];
  stop(): void;
}

export function startTorchRehearsal(): TorchRehearsal {
  const child = spawn(torchPython(), ['-W', 'ignore', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const requests: RehearsalRequest[] = [];
  return {
    requests,
    async doRehearse(request) {
      requests.push(request);
      const { model, examples, outputNames } = request;
      const asked = { path: model.path, examples: examples.map(withText), outputNames };
      child.stdin.write(`${JSON.stringify(asked)}\n`);
      const { value } = await lines.next();
      return asReport(JSON.parse(value));
    },
    stop: () => child.stdin.end(),
  };
}

function withText({ bytes, ...rest }: ExampleTensor): object {
  return { ...rest, base64: Buffer.from(bytes).toString('base64') };
}

function asReport(
  report: RehearsalReport & { answers?: readonly { base64: string }[] },
): RehearsalReport {
  if (report.outcome !== 'passed') return report;
  const answers = report.answers.map((answer) => {
    const { base64, ...rest } = answer as ExampleTensor & { base64: string };
    return { ...rest, bytes: new Uint8Array(Buffer.from(base64, 'base64')) };
  });
  return { ...report, answers };
}
