import { deploy, type Endpoint, type EndpointReference, type RelayEvent } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
import { deployOptions } from '../../deploying/deploy-options.ts';
import { nextSteps } from '../../deploying/next-steps.ts';
import { operationGoesOn } from '../../deploying/operation-goes-on.ts';
import { spareMemory } from '../../deploying/spare-memory.ts';
import { watchOperation } from '../../deploying/watch-operation.ts';
import { openDeployable } from '../../models/open-deployable.ts';
import { show } from '../../output/show.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { DeployValues } from './command.ts';

/** What `deploy --json` prints. */
export interface DeployDocument {
  /** What `connect` needs to reach it. */
  readonly endpoint: EndpointReference;
  /** False when everything was as wanted already. */
  readonly changed: boolean;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly durationInMs: number;
}

export const run: Handler<DeployValues> = async (values, context) => {
  const startedAt = performance.now();
  spareMemory();
  const { target, uri, isFree } = await openTarget(values.target);
  const { abortSignal } = context;
  const { file, trainedOn } = values;
  const { model, options: own } = await openDeployable({ file, trainedOn, target, abortSignal });
  const options = { ...own, ...(await deployOptions(values)) };
  const { result: endpoint, events } = await watchOperation(
    {
      context,
      question: 'Deploy it?',
      mustAsk: !isFree && !values.yes,
      whenStopped: (seen) => operationGoesOn({ uri, events: seen }),
    },
    (watched) =>
      deploy(model, target, {
        ...options,
        ...(values.approvedPlan !== undefined && { approvedPlan: values.approvedPlan }),
        ...watched,
      }),
  );
  const document = documentOf({ endpoint, events, durationInMs: performance.now() - startedAt });
  show(context, { document, lines: () => [endpoint.url ?? endpoint.name] });
  context.err.line(nextSteps({ ...document, uri, style: context.err.style }).join('\n'));
  return undefined;
};

function documentOf({
  endpoint,
  events,
  durationInMs,
}: {
  readonly endpoint: Endpoint;
  readonly events: readonly RelayEvent[];
  readonly durationInMs: number;
}): DeployDocument {
  const warnings = events.flatMap((event) =>
    event.type === 'warning' ? [{ code: event.code, message: event.message }] : [],
  );
  const changed = events.some(({ type }) => type === 'step-end');
  return { endpoint: endpoint.toJSON(), changed, warnings, durationInMs: Math.round(durationInMs) };
}
