import { suggest } from '../command-line/suggest.ts';
import { CommandError } from '../errors/command-error.ts';

/** What follows a target's scheme, and the settings behind its `?`, each given once. */
export function readPlace<const Name extends string>({
  place,
  scheme,
  allowed,
}: {
  readonly place: string;
  readonly scheme: string;
  readonly allowed: readonly Name[];
}): { readonly path: string; readonly settings: Partial<Record<Name, string>> } {
  const [path = '', query = ''] = place.split(/\?(.*)/s);
  const settings: Partial<Record<Name, string>> = {};
  for (const [given, value] of new URLSearchParams(query)) {
    const name = allowed.find((known) => known === given);
    if (name === undefined) throw unknownSetting({ scheme, given, allowed });
    if (settings[name] !== undefined) throw twice(scheme, given);
    settings[name] = value;
  }
  return { path: path.replace(/\/$/, ''), settings };
}

function unknownSetting({
  scheme,
  given,
  allowed,
}: {
  readonly scheme: string;
  readonly given: string;
  readonly allowed: readonly string[];
}): CommandError {
  const nearest = suggest(given, allowed);
  return new CommandError({
    message: `The target "${scheme}" has no setting "${given}".`,
    hint: nearest === undefined ? `It has ${allowed.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}

function twice(scheme: string, name: string): CommandError {
  return new CommandError({
    message: `The setting "${name}" of the target "${scheme}" is given twice.`,
    hint: 'Give it once.',
  });
}
