import type { Call } from '@torchrelay/core/target';
import type { ByteSource } from '@torchrelay/torchscript';

import { CommandError } from '../errors/command-error.ts';
import { modelPlaces } from './registry.ts';

/** @returns a source for a model that lies elsewhere; a path of this machine as it is */
export async function openModel(address: string, call: Call): Promise<string | URL | ByteSource> {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(address)) return address;
  if (/^file:/i.test(address)) return new URL(address);
  const place = modelPlaces.find(({ matches }) => matches(address));
  if (place !== undefined) return place.open(address, call);
  const usages = modelPlaces.map(({ usage }) => `\n  ${usage}`).join('');
  throw new CommandError({
    message: `Models cannot be read from ${address.replace(/[?#].*$/s, '')}.`,
    hint: `Download it first, or name one of these places:${usages}`,
  });
}
