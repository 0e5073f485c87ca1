import type { LogLine } from '../../target/resource.ts';
import { numbersIn } from './numbers-in.ts';

/** One line of `metrics.jsonl`, as it came through the logs. */
export interface TrainingMetric {
  /** Milliseconds since 1970, by the clock of the node. */
  readonly time: number;
  /** Everything in the line that is a finite number: `{ step: 10, loss: 0.31 }`. */
  readonly values: Readonly<Record<string, number>>;
}

const prefix = '[torchrelay:metrics] ';

/** @returns `undefined` for any other line */
function metricIn({ time, text }: LogLine): TrainingMetric | undefined {
  const start = text.indexOf(prefix);
  if (start < 0) return undefined;
  const values = numbersIn(text.slice(start + prefix.length));
  return values && { time, values };
}

/** Numbers in lines that a script prints anyway: `{ loss: /loss=([\d.]+)/ }`. */
export type MetricPatterns = Readonly<Record<string, RegExp>>;

/** The first group of each pattern that is found in the line. */
function metricByPatterns(
  { time, text }: LogLine,
  patterns: MetricPatterns,
): TrainingMetric | undefined {
  const values: Record<string, number> = {};
  for (const [name, pattern] of Object.entries(patterns)) {
    const [, found] = new RegExp(pattern, pattern.flags.replace('g', '')).exec(text) ?? [];
    if (found !== undefined && Number.isFinite(Number(found))) values[name] = Number(found);
  }
  return Object.keys(values).length === 0 ? undefined : { time, values };
}

/**
 * The numbers in a line of a job's log: what the script wrote into `metrics.jsonl`, or what the patterns find.
 *
 * @returns `undefined` for any other line
 */
export function metricOf(line: LogLine, patterns: MetricPatterns = {}): TrainingMetric | undefined {
  return metricIn(line) ?? metricByPatterns(line, patterns);
}
