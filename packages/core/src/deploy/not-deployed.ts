import { TorchrelayError } from '../errors/torchrelay-error.ts';

export function notDeployed(name: string, provider: string): TorchrelayError {
  return new TorchrelayError({
    code: 'NOT_DEPLOYED',
    message: `Nothing serves under the name "${name}" on ${provider}.`,
    hint: 'See what is there: torchrelay list\nIf it is elsewhere, name its target.',
    data: { name, provider },
  });
}
