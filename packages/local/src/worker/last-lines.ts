/** Keeps the last lines of a stream that may be endless, each cut to a bearable length. */
export interface LastLines {
  readonly push: (chunk: Buffer) => void;
  readonly lines: () => readonly string[];
}

const LONGEST_LINE = 2000;

export function createLastLines({
  count = 20,
  onLine = () => {},
}: {
  count?: number;
  onLine?: (line: string) => void;
} = {}): LastLines {
  const decoder = new TextDecoder();
  const kept: string[] = [];
  let rest = '';

  const keep = (line: string): void => {
    if (line.trim() === '') return;
    kept.push(line.slice(0, LONGEST_LINE));
    if (kept.length > count) kept.shift();
    onLine(line.slice(0, LONGEST_LINE));
  };

  return {
    push(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      // A line without end must not grow without end.
      rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
      lines.forEach(keep);
    },
    lines: () => (rest.trim() === '' ? [...kept] : [...kept, rest]),
  };
}
