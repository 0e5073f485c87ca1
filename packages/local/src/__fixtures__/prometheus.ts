/** A family of samples, as Prometheus's text format 0.0.4 groups them. */
interface Family {
  readonly type: string;
  /** By the sample's name and its labels, as they stand in the text. */
  readonly samples: Map<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const SAMPLE = new RegExp(`^(${NAME})(\\{(?:${LABEL}(?:,${LABEL})*)?\\})? (\\S+)$`);
const VALUE = /^(?:NaN|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);

/**
 * Reads a page of metrics, and throws at whatever Prometheus would not take: a family without a type or in two
 * places, a sample given twice, a name, label or value that is none, a histogram that does not add up.
 */
export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.');
  const families = new Map<string, Family>();
  let current: [name: string, family: Family] | undefined;
  for (const line of text.trimEnd().split('\n')) {
    const [, keyword, name = '', rest = ''] = HEAD.exec(line) ?? [];
    if (keyword === 'HELP') continue;
    if (keyword === 'TYPE') {
      if (!TYPES.has(rest) || families.has(name)) throw new Error(`Not a type, or again: ${line}`);
      current = [name, { type: rest, samples: new Map() }];
      families.set(...current);
    } else {
      addSample(line, current);
    }
  }
  for (const [name, family] of families)
    if (family.type === 'histogram') checkBuckets(name, family);
  return families;
}

function addSample(line: string, current: [name: string, family: Family] | undefined): void {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === '' || !VALUE.test(value)) throw new Error(`Not a sample: ${line}`);
  const [family = '', { type, samples } = { type: '', samples: new Map() }] = current ?? [];
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!suffixes.some((suffix) => name === family + suffix))
    throw new Error(`Not of the family ${family}: ${line}`);
  if (samples.has(name + labels)) throw new Error(`Given twice: ${line}`);
  if (type === 'counter' && !(Number(value) >= 0)) throw new Error(`Not a count: ${line}`);
  samples.set(name + labels, Number(value));
}

function checkBuckets(name: string, { samples }: Family): void {
  let last = 0;
  for (const [series, value] of samples) {
    const labels = /_bucket\{(.*),le="(.*)"\}$/.exec(series);
    if (labels === null) {
      last = 0;
      continue;
    }
    if (value < last) throw new Error(`Fewer than in the bucket before: ${series}`);
    last = value;
    if (labels[2] === '+Inf' && value !== samples.get(`${name}_count{${labels[1]}}`))
      throw new Error(`Not as many as there are: ${series}`);
  }
}
