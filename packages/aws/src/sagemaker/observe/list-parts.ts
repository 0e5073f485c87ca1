import type { SageMaker } from '@aws-sdk/client-sagemaker';
import type { Call } from '@torchrelay/core/target';

import { deploymentOf } from '../names.ts';
import type { NativePart } from '../native.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { ask } from '../sagemaker-request.ts';
import { tagsOn } from './read-tags.ts';

interface Listed {
  readonly name: string;
  readonly arn: string;
}

interface Page {
  readonly parts: readonly Listed[];
  readonly next: string | undefined;
}

type Lister = (
  client: SageMaker,
  page: {
    readonly NameContains?: string;
    readonly NextToken?: string;
    readonly MaxResults: number;
  },
  options: { readonly abortSignal?: AbortSignal },
) => Promise<Page>;

const listModelPage: Lister = async (client, page, options) => {
  const { Models = [], NextToken } = await client.listModels(page, options);
  const parts = Models.map(({ ModelName = '', ModelArn = '' }) => ({
    name: ModelName,
    arn: ModelArn,
  }));
  return { parts, next: NextToken };
};

const listConfigPage: Lister = async (client, page, options) => {
  const { EndpointConfigs = [], NextToken } = await client.listEndpointConfigs(page, options);
  const parts = EndpointConfigs.map(({ EndpointConfigName = '', EndpointConfigArn = '' }) => ({
    name: EndpointConfigName,
    arn: EndpointConfigArn,
  }));
  return { parts, next: NextToken };
};

const listers: Readonly<
  Record<'models' | 'configs', { readonly list: Lister; readonly permission: string }>
> = {
  models: { list: listModelPage, permission: 'sagemaker:ListModels' },
  configs: { list: listConfigPage, permission: 'sagemaker:ListEndpointConfigs' },
};

/** Models or configurations that were made for deployments of ours: by their names, and then by their tags. */
export async function listParts({
  kind,
  name,
  clients,
  call,
}: {
  readonly kind: keyof typeof listers;
  /** Of one deployment; of all where it is absent. */
  readonly name?: string | undefined;
  readonly clients: SagemakerClients;
  readonly call: Call;
}): Promise<readonly NativePart[]> {
  const found: NativePart[] = [];
  for (const part of await listNamed({ kind, name, clients, call })) {
    const tags = await tagsOn(clients, part.arn, call);
    if (tags !== undefined && (name === undefined || tags.name === name))
      found.push({ ...part, tags });
  }
  return found;
}

async function listNamed({
  kind,
  name,
  clients,
  call: { abortSignal },
}: Parameters<typeof listParts>[0]): Promise<readonly Listed[]> {
  const client = await clients.sagemaker();
  const { list, permission } = listers[kind];
  const found: Listed[] = [];
  let next: string | undefined;
  do {
    const page = {
      MaxResults: 100,
      ...(name !== undefined && { NameContains: `${name}-` }),
      ...(next !== undefined && { NextToken: next }),
    };
    const attempt = 'Cannot list what SageMaker has';
    const send = (options: { readonly abortSignal?: AbortSignal }): Promise<Page> =>
      list(client, page, options);
    const answer = await ask({ attempt, permission, abortSignal, send });
    found.push(...answer.parts);
    next = answer.next;
  } while (next !== undefined);
  return found.filter((part) => {
    const owner = deploymentOf(part.name);
    return name === undefined ? owner !== undefined : owner === name;
  });
}
