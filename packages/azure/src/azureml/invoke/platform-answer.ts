import { platformLimits } from '../platform-limits.ts';

const { requestsPerSecond, megabytesPerSecond } = platformLimits;

/** What Azure means by a status of its own: what the container answered comes as a 424. _read_: Azure's list of them. */
const meanings: Readonly<Record<number, string>> = {
  401: 'Azure Machine Learning takes neither this key nor this token, or its owner may not ask: the role "AzureML Data Scientist" lets ask by token.',
  404: 'no deployment of the endpoint has traffic, or the one that was asked for is gone. Look with: torchrelay status',
  408: 'it took longer than the deployment allows (requestTimeoutInMs, at most 180 000 on Azure Machine Learning).',
  413: 'the request is larger than Azure Machine Learning lets through.',
  429: `Azure Machine Learning lets no more through: ${requestsPerSecond} requests and ${megabytesPerSecond} MB a second for an endpoint, and twice concurrentRequests for each instance. More instances help with the last.`,
};

/** The body of an answer of Azure's own in the form of the protocol, so that clients say what it means. */
export function platformAnswer(status: number, body: Uint8Array): Uint8Array {
  const meaning = meanings[status];
  if (meaning === undefined) return body;
  return new TextEncoder().encode(JSON.stringify({ error: meaning }));
}
