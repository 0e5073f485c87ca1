import type { Outcomes } from './clients.ts';
import type { Growth, MemoryReport } from './memory.ts';

export interface SoakReport {
  readonly seconds: number;
  readonly outcomes: Outcomes;
  readonly kills: number;
  readonly memory: MemoryReport;
  /** Processes that were still there at the end. */
  readonly left: number;
}

/** What V8 and PyTorch may still come to hold after their warm-up. */
const ALLOWED_MEBIBYTES = 64;
const ALLOWED_SHARE = 0.25;

/** What was wrong, in sentences; none if all was well. */
export function problemsIn({ outcomes, kills, memory, left }: SoakReport): string[] {
  const { served, wrong, unexpected, lost, examples } = outcomes;
  return [
    ...(served > 0 ? [] : ['Nothing was served.']),
    ...(kills > 0 ? [] : ['No worker was killed.']),
    ...(lost + wrong + unexpected === 0
      ? []
      : [`${lost} lost, ${wrong} wrong, ${unexpected} unexpected: ${examples.join(' | ')}`]),
    ...(hasGrown(memory.front) ? [`The server grew: ${print(memory.front)}.`] : []),
    ...(hasGrown(memory.worker) ? [`A worker grew: ${print(memory.worker)}.`] : []),
    ...(left === 0 ? [] : [`${left} processes were left.`]),
  ];
}

function hasGrown({ first, last }: Growth): boolean {
  return !(last <= first * (1 + ALLOWED_SHARE) + ALLOWED_MEBIBYTES);
}

function print({ first, last, samples }: Growth): string {
  return `${first.toFixed(0)} → ${last.toFixed(0)} MiB (${samples} samples)`;
}

export function printReport({
  report: { seconds, outcomes, kills, memory },
  problems,
}: {
  report: SoakReport;
  problems: readonly string[];
}): void {
  const { served, refused, corrected, abandoned } = outcomes;
  console.log(`${seconds} s, ${kills} workers killed`);
  console.log(
    `${served} served (${(served / seconds).toFixed(0)}/s), ${refused} told to come back, ` +
      `${corrected} corrected, ${abandoned} abandoned`,
  );
  console.log(`server ${print(memory.front)}, longest-lived worker ${print(memory.worker)}`);
  console.log(problems.length === 0 ? 'All was well.' : problems.join('\n'));
}
