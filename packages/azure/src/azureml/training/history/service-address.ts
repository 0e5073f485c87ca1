import { TorchrelayError } from '@torchrelay/core';

import type { AzureCloud } from '../../../cloud/azure-clouds.ts';

/**
 * An address that an answer names, for a service of Azure ML. The token goes there: so not to whomever is named.
 *
 * @throws TorchrelayError `WORKSPACE_ODD`
 */
export function serviceAddress(
  address: string,
  { machineLearningSuffix, resourceManager }: AzureCloud,
): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isOurs =
    url?.origin === new URL(resourceManager).origin ||
    (url?.protocol === 'https:' &&
      machineLearningSuffix !== undefined &&
      url.hostname.endsWith(`.${machineLearningSuffix}`));
  if (isOurs) return address.replace(/\/$/, '');
  throw new TorchrelayError({
    code: 'WORKSPACE_ODD',
    message: `The workspace names "${url?.origin ?? address}" for its run history, which is no service of Azure ML in this cloud.`,
    hint: 'Check the setting "cloud". For a cloud of your own, give its machineLearningSuffix.',
  });
}
