import { TorchrelayError } from '@torchrelay/core';

import { explainFailure } from './explain-failure.ts';

/** A refused request of SageMaker's, with what its words mean. Everything else stays what it is. */
export function sagemakerFailure(error: TorchrelayError): TorchrelayError {
  const { said, status } = error.data;
  if (typeof said !== 'string' || error.code === 'ACCESS_DENIED') return error;
  const meaning = explainFailure(`${String(error.data['serviceCode'])} ${said}`);
  if (meaning === undefined && !(Number(status) < 500 && error.code === 'STORE_REFUSED'))
    return error;
  return new TorchrelayError({
    code: meaning?.code ?? 'SAGEMAKER_REFUSED',
    message: error.message,
    hint: meaning?.hint ?? error.hint,
    recovery: meaning?.recovery ?? error.recovery,
    effect: error.effect,
    cause: error.cause,
    data: error.data,
  });
}

/** An endpoint that SageMaker has given up, in its own words. */
export function endpointFailure({
  name,
  reason,
}: {
  readonly name: string;
  readonly reason: string;
}): TorchrelayError {
  const meaning = explainFailure(reason);
  return new TorchrelayError({
    code: meaning?.code ?? 'DEPLOYMENT_FAILED',
    message: `The endpoint ${name} has failed: ${reason.replace(/\.?\s*$/, '')}.`,
    hint: (meaning?.hint ?? 'Its log may say more: torchrelay logs NAME').replace('NAME', name),
    recovery: meaning?.recovery ?? 'never',
    effect: 'done',
    data: { reason },
  });
}
