import type { TokenCredential } from '@azure/identity';
import type { Pipeline, PipelineResponse } from '@azure/core-rest-pipeline';
import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { azurePipeline, sendOver } from '../../client/azure-pipeline.ts';
import type { RetryTiming } from '../../client/throttling.ts';
import type { AzureCloud } from '../../cloud/azure-clouds.ts';
import { isAbsence, noAnswer, refusal } from '../failure/arm-failure.ts';
import { apiVersionOf } from './api-version.ts';
import { type Operation, operationOf } from './operation.ts';
import { type Method, permissionOf } from './permission-of.ts';
import { readJson } from './read-json.ts';

export interface MlRequest {
  readonly method?: Method;
  /**
   * Inside the workspace: `onlineEndpoints/demo`. Empty for the workspace itself. Where it begins with a provider,
   * inside the resource group: `Microsoft.Insights/autoscalesettings/demo`.
   */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** For messages: `Cannot create the endpoint demo`. */
  readonly attempt: string;
}

export interface MlAnswer<Body> {
  readonly status: number;
  readonly body: Body;
  /** What goes on after the answer. */
  readonly operation?: Operation;
}

/** One workspace, by the resource manager. */
export interface MlClient {
  /** `/subscriptions/…/workspaces/mine`, as resources name each other: nothing in it is encoded. */
  readonly workspaceId: string;
  /** `mine` */
  readonly workspace: string;
  readonly resourceManager: string;
  readonly send: <Body>(request: MlRequest, call: Call) => Promise<MlAnswer<Body>>;
  /** The same where "there is none" is an answer. */
  readonly find: <Body>(request: MlRequest, call: Call) => Promise<Body | undefined>;
  /** All entries of a list, page by page; none where what it is a list of is not there. */
  readonly list: <Entry>(request: MlRequest, call: Call) => AsyncIterable<Entry>;
  /** An address that Azure gave: of an operation, or of a list's next page. */
  readonly follow: (url: string, attempt: string, call: Call) => Promise<PipelineResponse>;
}

export interface MlClientSettings {
  readonly cloud: AzureCloud;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly workspace: string;
  readonly credential: () => Promise<TokenCredential>;
  readonly timing?: RetryTiming | undefined;
}

/** The resource manager gives what it asks a minute itself. _read_ */
const longestSilenceInMs = 60_000;

interface Page<Entry> {
  readonly value?: readonly Entry[];
  readonly nextLink?: string | null;
}

export function mlClient({
  cloud,
  subscription,
  resourceGroup,
  workspace,
  credential,
  timing,
}: MlClientSettings): MlClient {
  const names = [subscription, resourceGroup, workspace] as const;
  const { workspaceId } = idsOf(names);
  const inUrls = idsOf(names.map(encodeURIComponent));
  const { resourceManager, resourceManagerScope: scope } = cloud;
  let made: Promise<Pipeline> | undefined;
  const pipeline = async (): Promise<Pipeline> =>
    azurePipeline({
      credential: await credential(),
      scope,
      timing,
      silenceInMs: timing?.silenceInMs ?? longestSilenceInMs,
    });

  const exchange = async (
    { method = 'GET', body, attempt }: MlRequest,
    url: string,
    { abortSignal }: Call,
  ): Promise<PipelineResponse> => {
    try {
      return await sendOver(await (made ??= pipeline()), {
        method,
        url,
        abortSignal,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
    } catch (error) {
      throw noAnswer(error, { attempt, isChange: method !== 'GET', abortSignal });
    }
  };

  const send = async <Body>(request: MlRequest, call: Call): Promise<MlAnswer<Body>> => {
    const { method = 'GET', path, query = {}, attempt } = request;
    const parent = path.startsWith('Microsoft.') ? inUrls.providers : inUrls.workspaceId;
    const url = new URL(path === '' ? parent : `${parent}/${path}`, resourceManager);
    const version = apiVersionOf(path);
    url.search = String(new URLSearchParams({ ...query, 'api-version': version }));
    const response = await exchange(request, url.href, call);
    const { status, headers } = response;
    if (status >= 400) {
      throw refusal({ response, attempt, method, permission: permissionOf(method, path) });
    }
    const operation = operationOf(headers);
    const isChange = method !== 'GET';
    // Many changes are answered without a word.
    const isEmpty = isChange && (response.bodyAsText ?? '') === '';
    const body = (isEmpty ? {} : readJson(response, { attempt, isChange })) as Body;
    return { status, body, ...(operation !== undefined && { operation }) };
  };

  const follow: MlClient['follow'] = async (url, attempt, call) => {
    const address = new URL(url, resourceManager);
    checkSameServer(address, resourceManager);
    return exchange({ path: '', attempt }, address.href, call);
  };

  const find = async <Body>(request: MlRequest, call: Call): Promise<Body | undefined> => {
    try {
      return (await send<Body>(request, call)).body;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  };

  async function* list<Entry>(request: MlRequest, call: Call): AsyncIterable<Entry> {
    let page = await find<Page<Entry>>(request, call);
    while (page !== undefined) {
      yield* page.value ?? [];
      const next = page.nextLink ?? '';
      if (next === '') return;
      const response = await follow(next, request.attempt, call);
      if (response.status >= 400) {
        const permission = permissionOf('GET', request.path);
        throw refusal({ response, attempt: request.attempt, method: 'GET', permission });
      }
      page = readJson(response, request) as Page<Entry>;
    }
  }

  return { workspaceId, workspace, resourceManager, send, find, list, follow };
}

function idsOf([subscription, resourceGroup, workspace]: readonly string[]): {
  readonly providers: string;
  readonly workspaceId: string;
} {
  const providers = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers`;
  const workspaceId = `${providers}/Microsoft.MachineLearningServices/workspaces/${workspace}`;
  return { providers, workspaceId };
}

/** The token goes with each request: never to whomever an answer names. */
function checkSameServer({ origin }: URL, resourceManager: string): void {
  if (origin === new URL(resourceManager).origin) return;
  throw new TorchrelayError({
    code: 'WORKSPACE_ODD',
    message: `${resourceManager} sends to another server: ${origin}.`,
    hint: 'Check the setting "cloud": for a cloud of your own, its resourceManager.',
  });
}
