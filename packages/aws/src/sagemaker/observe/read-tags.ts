import type { Call } from '@torchrelay/core/target';

import type { SagemakerClients } from '../sagemaker-clients.ts';
import { askIfAny } from '../sagemaker-request.ts';
import { type OurTags, readTags } from '../tags.ts';

/** Our tags on a thing; `undefined` where it has none, or is gone meanwhile. */
export async function tagsOn(
  { sagemaker }: SagemakerClients,
  arn: string,
  { abortSignal }: Call,
): Promise<OurTags | undefined> {
  const client = await sagemaker();
  const found = await askIfAny({
    attempt: `Cannot read the tags of ${arn}`,
    permission: 'sagemaker:ListTags',
    abortSignal,
    send: (options) => client.listTags({ ResourceArn: arn }, options),
  });
  return found && readTags(found.Tags ?? []);
}
