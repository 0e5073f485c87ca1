import { TorchrelayError } from '../errors/torchrelay-error.ts';

export function notDeployed(name: string, provider: string): TorchrelayError {
  return new TorchrelayError({
    code: 'NOT_DEPLOYED',
    message: `Nothing serves under the name "${name}" on ${provider}.`,
    hint: 'If it is elsewhere, name its target. See what is there: torchrelay list',
    data: { name, provider },
  });
}
