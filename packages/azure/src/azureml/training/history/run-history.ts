import type { TokenCredential } from '@azure/identity';
import type { Pipeline, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Call } from '@torchrelay/core/target';

import { azurePipeline, sendOver } from '../../../client/azure-pipeline.ts';
import { readBody } from '../../../client/read-body.ts';
import type { RetryTiming } from '../../../client/throttling.ts';
import type { AzureCloud } from '../../../cloud/azure-clouds.ts';
import type { MlClient } from '../../client/ml-client.ts';
import { readJson } from '../../client/read-json.ts';
import { noAnswer, refusal } from '../../failure/arm-failure.ts';
import type { RunDetails, Workspace } from '../../schemas.ts';
import { serviceAddress } from './service-address.ts';

/**
 * The service beside the resource manager that knows when a job ran, why it failed, and where its logs are. Its addresses
 * and its token are as in Microsoft's Python library (azure-ai-ml). _read_
 */
export interface RunHistory {
  /** `undefined` where it does not know the job, or not yet. */
  readonly details: (id: string, call: Call) => Promise<RunDetails | undefined>;
  /** A part of a file of a log, from a byte on; nothing where there is no more. */
  readonly read: (address: string, from: number, call: Call) => Promise<Uint8Array>;
}

export interface RunHistorySettings {
  readonly client: MlClient;
  readonly cloud: AzureCloud;
  readonly credential: () => Promise<TokenCredential>;
  readonly timing?: RetryTiming | undefined;
}

const permission = 'Microsoft.MachineLearningServices/workspaces/experiments/runs/read';
const longestSilenceInMs = 60_000;

export function runHistory({ client, cloud, credential, timing }: RunHistorySettings): RunHistory {
  const silenceInMs = timing?.silenceInMs ?? longestSilenceInMs;
  const scope = cloud.resourceManagerScope;
  let own: Promise<Pipeline> | undefined;
  let open: Promise<Pipeline> | undefined;
  const signed = async (): Promise<Pipeline> =>
    (own ??= azurePipeline({ credential: await credential(), scope, timing, silenceInMs }));
  const unsigned = (): Promise<Pipeline> => (open ??= azurePipeline({ timing, silenceInMs }));
  let service: string | undefined;

  const ask = async (
    pipeline: Promise<Pipeline>,
    request: Omit<Parameters<typeof sendOver>[1], 'abortSignal'>,
    { attempt, call: { abortSignal } }: { readonly attempt: string; readonly call: Call },
  ): Promise<PipelineResponse & { readonly bytes: Buffer }> => {
    try {
      const response = await sendOver(await pipeline, { ...request, abortSignal });
      return { ...response, bytes: await readBody(response, { silenceInMs, abortSignal }) };
    } catch (error) {
      throw noAnswer(error, { attempt, isChange: false, abortSignal });
    }
  };

  const findService = async (call: Call): Promise<string> => {
    if (service !== undefined) return service;
    const attempt = `Cannot look for the run history of ${client.workspace}`;
    const { body } = await client.send<Workspace>({ path: '', attempt }, call);
    const url = serviceAddress(body.properties?.discoveryUrl ?? '', cloud);
    const response = await ask(unsigned(), { url }, { attempt, call });
    if (response.status >= 400) throw refusal({ response, attempt, method: 'GET', permission });
    const { history, api } = readJson(response, { attempt }) as Services;
    return (service = serviceAddress(history ?? api ?? '', cloud));
  };

  return {
    async details(id, call) {
      const attempt = `Cannot read the run history of ${id}`;
      const url = `${await findService(call)}/history/v1.0${encodeURI(client.workspaceId)}/runs/${encodeURIComponent(id)}/details`;
      const response = await ask(signed(), { url }, { attempt, call });
      if (response.status === 404) return undefined;
      if (response.status >= 400) throw refusal({ response, attempt, method: 'GET', permission });
      return readJson(response, { attempt }) as RunDetails;
    },
    async read(url, from, call) {
      const attempt = 'Cannot read the log of the job';
      const headers = { range: `bytes=${from}-`, 'x-ms-version': '2023-11-03' };
      const request = { url, headers, streams: true };
      const { bytes, ...response } = await ask(unsigned(), request, { attempt, call });
      // Not made yet, or nothing behind that byte.
      if (response.status === 404 || response.status === 416) return new Uint8Array();
      if (response.status >= 400)
        throw refusal({
          response: { ...response, bodyAsText: bytes.toString() },
          attempt,
          method: 'GET',
          permission: '',
        });
      // The whole of it, where ranges are not known.
      return response.status === 206 ? bytes : bytes.subarray(from);
    },
  };
}

interface Services {
  readonly history?: string;
  readonly api?: string;
}
