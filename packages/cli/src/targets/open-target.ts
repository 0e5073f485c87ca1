import type { Call, Target } from '@torchrelay/core/target';

import { suggest } from '../command-line/suggest.ts';
import { CommandError } from '../errors/command-error.ts';
import { shellWord } from '../output/shell-word.ts';
import { formatPairs } from '../output/table.ts';
import { type TargetEntry, targets } from './registry.ts';

export interface OpenTarget {
  readonly target: Target;
  /** As it was written, for commands to suggest. */
  readonly uri: string;
  readonly isFree: boolean;
}

/** @param uri `local`, or a scheme with a place: `sagemaker://us-east-1` */
export async function openTarget(uri: string): Promise<OpenTarget> {
  const { entry, place } = readTarget(uri);
  checkPlace(entry, place);
  return { target: await entry.open(place), uri, isFree: entry.isFree };
}

/** What runs a model once before anything is paid on the target; `undefined` leaves that to the target. */
export async function openRehearsal(uri: string): Promise<Target | undefined> {
  const { rehearsesHere } = readTarget(uri).entry;
  return rehearsesHere ? (await import('@torchrelay/local')).local() : undefined;
}

/** The targets, each in every region that its account can use. */
export async function inAllRegions(
  uris: readonly string[],
  call: Call,
): Promise<readonly string[]> {
  const found = await Promise.all(uris.map((uri) => regionsOf(uri, call)));
  return found.flat();
}

async function regionsOf(uri: string, call: Call): Promise<readonly string[]> {
  const { entry, place } = readTarget(uri);
  checkPlace(entry, place);
  if (entry.inAllRegions === undefined) {
    const able = targets.filter((known) => known.inAllRegions !== undefined);
    throw new CommandError({
      message: `The target "${entry.scheme}" is not in one region of many.`,
      hint: `--all-regions is for ${able.map(({ usage }) => usage).join(', ')}.`,
    });
  }
  const places = await entry.inAllRegions(place, call);
  return places.map((there) => `${entry.scheme}://${there}`);
}

function readTarget(uri: string): { readonly entry: TargetEntry; readonly place: string } {
  const [, scheme = uri, place = ''] = /^([^:]*):(?:\/\/)?(.*)$/.exec(uri) ?? [];
  const entry = targets.find((known) => known.scheme === scheme);
  if (entry === undefined) throw unknownTarget(scheme);
  return { entry, place };
}

/** What has to be added to a suggested command, so that it means the same target. */
export function targetOption(uri: string): string {
  return uri === 'local' ? '' : ` --target ${shellWord(uri)}`;
}

function checkPlace({ scheme, usage }: TargetEntry, place: string): void {
  if (usage.includes(':') === (place !== '')) return;
  throw new CommandError({
    message:
      place === ''
        ? `The target "${scheme}" needs to know where.`
        : `The target "${scheme}" has no places, got "${place}".`,
    hint: `Write --target ${usage}`,
  });
}

function unknownTarget(scheme: string): CommandError {
  const nearest = suggest(
    scheme,
    targets.map((known) => known.scheme),
  );
  const all = formatPairs(targets.map(({ usage, summary }) => [`  ${usage}`, summary])).join('\n');
  return new CommandError({
    message: `This version of torchrelay has no target "${scheme}".`,
    hint: nearest === undefined ? `There are:\n${all}` : `Did you mean --target ${nearest}?`,
    data: { targets: targets.map((known) => known.scheme) },
  });
}
