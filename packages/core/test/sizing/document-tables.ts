import { acceleratorKinds, type Rate } from '../../src/accelerators/accelerator-kinds.ts';
import { judgeFit } from '../../src/size/memory-estimate.ts';
import { checkpointBytes } from '../../src/size/training/checkpoints.ts';
import { estimateTraining } from '../../src/size/training/estimate-training.ts';
import { publishedFailures } from '../../src/size/training/published-failures.ts';
import { type PublishedRun, publishedRuns } from '../../src/size/training/published-runs.ts';
import {
  type Range,
  trainingTime,
  type TrainingTime,
} from '../../src/size/training/training-time.ts';
import { publishedUtilisation } from '../../src/size/training/utilisation.ts';
import { judgedMptRuns, judgedTrainings, type JudgedTraining, median } from './training-facts.ts';

/** The tables of docs/sizing.md by the names of their places in it, each a list of lines. */
export const documentTables: Readonly<Record<string, () => readonly string[]>> = {
  'opt-175b': optTable,
  'mpt-summary': mptSummary,
  'published-memory': publishedMemoryTable,
  'left-out': leftOutTable,
  failures: failuresTable,
  accelerators: acceleratorTable,
};

const gib = 2 ** 30;

/** A training foretold from all the others. */
function foretold(run: PublishedRun, gpus = 1): TrainingTime {
  const others = publishedRuns.filter((other) => other !== run);
  const utilisation = publishedUtilisation(run.activationCheckpointing, others);
  return trainingTime({ ...run, accelerator: 'A100-80GB', gpus, utilisation });
}

/** What is published of OPT-175B: facebookresearch/metaseq, projects/OPT/chronicles. */
const opt = {
  gpus: 992,
  days: 56,
  plannedGpus: 1024,
  plannedDays: 33,
  nodesLostPerDay: 2,
} as const;

function optTable(): string[] {
  const run = publishedRuns.find(({ name }) => name === 'OPT-175B');
  if (run === undefined) throw new Error('OPT-175B is not among the published trainings');
  const nodes = opt.gpus / 8;
  const nodeMtbfInDays = nodes / opt.nodesLostPerDay;
  const job = {
    ...run,
    shape: run,
    accelerator: 'A100-80GB',
    gpus: opt.gpus,
    checkpointBytesPerParameter: 10,
    nodeMtbfInDays,
  } as const;
  const [quick, slow] = [0.5, 4].map((restartInHours) =>
    estimateTraining({ ...job, restartInHours }),
  );
  if (quick === undefined || slow === undefined) throw new Error('two were estimated');
  const time = foretold(run, opt.gpus);
  const best = time.utilisation.high / time.utilisation.typical;
  const planned = foretold(run, opt.plannedGpus).days.typical / best;
  const achieved = (opt.plannedDays * opt.plannedGpus) / (opt.days * opt.gpus);
  return table(
    ['OPT-175B, 300 billion tokens', 'computed', 'published'],
    [
      ['machines of eight A100-80GB', `${quick.nodes}`, `${nodes} (992 GPUs)`],
      [
        'days by the clock, foretold from the five others',
        daysOf(time.days),
        `${opt.days} (2021-11-11 to 2022-01-06)`,
      ],
      [
        'days on 1024 GPUs at the best utilisation of the others',
        `${Math.round(planned)}`,
        `${opt.plannedDays}, if nothing fails`,
      ],
      [
        'checkpoint, 10 bytes for each parameter',
        terabytes(checkpointBytes(run.parameters, 10)),
        '1.6 TB; 992 files of about 1.7 GB',
      ],
      [
        'a failure every',
        `${quick.failures.jobMtbfInHours.toFixed(0)} h`,
        'about two machines a day',
      ],
      [
        'checkpoint that loses least, at 1 GB/s from each machine',
        `every ${(quick.checkpoint.intervalInHours * 60).toFixed(0)} min`,
        'not published',
      ],
      ['goodput, restarts in half an hour', quick.failures.goodput.toFixed(2), 'not published'],
      [
        'goodput, restarts in four hours',
        slow.failures.goodput.toFixed(2),
        `${achieved.toFixed(2)} of the plan; replacing a machine took hours`,
      ],
    ],
  );
}

function mptSummary(): string[] {
  const runs = judgedMptRuns();
  const shares = runs.map(shareOf);
  const rejected = runs.filter(isRejected);
  return table(
    ['139 trainings on A100s that ran', 'result', 'goal'],
    [
      [
        'said not to fit',
        `${rejected.length} (${((rejected.length / runs.length) * 100).toFixed(1)} %)`,
        'at most 5 %',
      ],
      ['median of estimate / usable memory', median(shares).toFixed(2), 'at least 0.75'],
      ['largest', Math.max(...shares).toFixed(2), ''],
      ['smallest', Math.min(...shares).toFixed(2), ''],
    ],
  );
}

function publishedMemoryTable(): string[] {
  return table(
    ['training', 'published', 'estimate / usable', 'said'],
    judgedTrainings().map((training) => [
      training.name,
      training.ran ? 'ran' : 'out of memory',
      shareOf(training).toFixed(2),
      judgeFit(training.estimate, training.usableBytes),
    ]),
  );
}

function leftOutTable(): string[] {
  const rows = publishedRuns.map((run) => {
    const { gpuHours } = foretold(run);
    return { run, hours: gpuHours.typical, error: gpuHours.typical / run.gpuHours - 1 };
  });
  const mean = rows.reduce((sum, { error }) => sum + Math.abs(error), 0) / rows.length;
  return [
    ...table(
      ['left out', 'GPU hours, published', 'foretold', 'off by'],
      rows.map(({ run, hours, error }) => [
        run.name,
        thousands(run.gpuHours),
        thousands(hours),
        signed(error),
      ]),
    ),
    '',
    `Mean of the absolute errors: ${(mean * 100).toFixed(1)} %.`,
  ];
}

function failuresTable(): string[] {
  return table(
    ['training', 'days between failures of one machine', 'source'],
    publishedFailures.map(({ name, nodeDaysPerFailure, source }) => [
      name,
      nodeDaysPerFailure.toFixed(0),
      source,
    ]),
  );
}

function acceleratorTable(): string[] {
  return table(
    [
      'kind',
      'usable GiB',
      'GB/s',
      'bf16',
      'fp16',
      'tf32',
      'fp32',
      'NVLink GB/s',
      'capability',
      'confidence',
    ],
    acceleratorKinds.map((kind) => [
      kind.kind,
      `${kind.usableGib}`,
      `${kind.memoryBandwidthInGBps}`,
      ...[
        kind.peakTflops.bf16,
        kind.peakTflops.fp16,
        kind.peakTflops.tf32,
        kind.peakTflops.fp32,
        kind.nvlinkInGBps,
      ].map(rate),
      kind.computeCapability,
      kind.confidence,
    ]),
  );
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

const shareOf = ({ estimate, usableBytes }: JudgedTraining): number => estimate.bytes / usableBytes;
const isRejected = ({ estimate, usableBytes }: JudgedTraining): boolean =>
  judgeFit(estimate, usableBytes) === 'too large';

const rate = (value: Rate): string => (value === undefined ? 'unknown' : `${value}`);
const terabytes = (bytes: number): string =>
  `${(bytes / 1e12).toFixed(2)} TB (${(bytes / gib / 1024).toFixed(2)} TiB)`;
const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');
const signed = (share: number): string =>
  `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(0)} %`;
const daysOf = ({ typical, low, high }: Range): string =>
  `${typical.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`;
