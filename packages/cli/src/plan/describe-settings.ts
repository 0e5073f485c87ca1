import type { Setting } from '../config/setting.ts';
import type { Style } from '../output/style.ts';
import { formatTable } from '../output/table.ts';
import { truncate } from '../output/width.ts';

const widestValue = 32;

/** Where each value came from; nothing where the command line says it all. */
export function describeSettings(settings: readonly Setting[], style: Style): string[] {
  const isPlain = settings.every(({ source }) => source === 'command-line' || source === 'default');
  if (isPlain) return [];
  return [
    ...formatTable({
      columns: ['setting', 'value', 'said by'].map((title) => ({ title })),
      rows: settings.map(({ name, value, source, place }) => [
        name,
        truncate(textOf(value), widestValue),
        place ?? source,
      ]),
      paintTitle: style.dim,
    }),
    '',
  ];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
