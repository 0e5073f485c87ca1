import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { priceProblems } from './price-problems.ts';
import { rowProblems } from './row-problems.ts';
import type { CatalogueRow, CatalogueSnapshot, CatalogueSource } from './snapshot.ts';

/** What makes sense in the catalogue of one provider. */
export interface CatalogueRules {
  /** What a region of this provider looks like: neither zones nor local zones. */
  readonly region: RegExp;
}

/**
 * The integrity gate: refuses a catalogue with anything wrong in it, so that a bad answer of a provider's API
 * never becomes a good-looking snapshot.
 *
 * @throws TorchrelayError `CATALOGUE_REFUSED`, with all problems
 */
export function checkCatalogue(snapshot: CatalogueSnapshot, rules: CatalogueRules): void {
  const problems = catalogueProblems(snapshot, rules);
  if (problems.length === 0) return;
  throw new TorchrelayError({
    code: 'CATALOGUE_REFUSED',
    message: `The catalogue has ${problems.length} problems, the first: ${problems[0]}.`,
    hint: 'Look at what the provider answered; correct the parser, or leave the row out.',
    data: { problems },
  });
}

/** Everything that is wrong with a catalogue, as sentences without a full stop. */
export function catalogueProblems(
  { generatedAt, sources, rows }: CatalogueSnapshot,
  { region }: CatalogueRules,
): string[] {
  const types = rows.map(({ instanceType }) => instanceType);
  return [
    ...(isTime(generatedAt) ? [] : [`generatedAt is "${generatedAt}"`]),
    ...Object.entries(sources).flatMap(([key, source]) =>
      sourceProblems(source, generatedAt).map((problem) => `source "${key}" ${problem}`),
    ),
    ...(rows.length === 0 ? ['there are no rows'] : []),
    ...types.filter((type, n) => types.indexOf(type) !== n).map((type) => `${type} is there twice`),
    ...rows.flatMap((row) =>
      [
        ...rowProblems(row),
        ...priceProblems(row),
        ...row.regions
          .filter((name) => !region.test(name))
          .map((name) => `is in "${name}", which is no region`),
        ...unknownSources(row, sources).map((key) => `cites "${key}", which is no source`),
      ].map((problem) => `${row.instanceType} ${problem}`),
    ),
  ];
}

function sourceProblems({ text, asOf }: CatalogueSource, generatedAt: string): string[] {
  return [
    ...(text.trim() === '' ? ['says nothing'] : []),
    ...(isTime(asOf) ? [] : [`has the date "${asOf}"`]),
    ...(isTime(asOf) && Date.parse(asOf) > Date.parse(generatedAt)
      ? [`is of ${asOf}, after the catalogue`]
      : []),
  ];
}

function unknownSources(
  { source, prices }: CatalogueRow,
  sources: CatalogueSnapshot['sources'],
): string[] {
  const cited = new Set([source, ...prices.map((price) => price.source)]);
  return [...cited].filter((key) => sources[key] === undefined);
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) && !Number.isNaN(Date.parse(text));
}
