import type { S3 } from '@aws-sdk/client-s3';

import { type AwsSettings, clientSettings } from '../client/aws-settings.ts';

/** When each answer was given, by the service's clock. The SDK does not hand this header on. */
const answeredAt = new WeakMap<object, number>();

/** Milliseconds since 1970. */
export function serverTimeOf(output: object): number {
  return answeredAt.get(output) ?? Date.now();
}

/** Imports the SDK, which takes a moment and 40 MB: nothing before the first request pays for it. */
export async function createS3Client(settings: AwsSettings): Promise<S3> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3({
    ...clientSettings(settings),
    forcePathStyle: isElsewhere(settings),
    // With `Expect: 100-continue` above 2 MiB, each part would go over a new connection: a TLS handshake per part.
    expectContinueHeader: false,
  });
  noteServerTime(client);
  leavePartsUnsigned(client);
  return client;
}

/** Servers that speak S3 have no name per bucket, as AWS has. */
function isElsewhere({ endpoint, environment = process.env }: AwsSettings): boolean {
  const address = endpoint ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  if (address === undefined || !URL.canParse(address)) return false;
  return !/\.amazonaws\.com(\.cn)?$/.test(new URL(address).hostname);
}

function noteServerTime(client: S3): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const date = headersOf(result.response)['date'];
      if (date !== undefined && hasFields(result.output)) {
        answeredAt.set(result.output, Date.parse(date));
      }
      return result;
    },
    { step: 'deserialize', name: 'torchrelayServerTime', priority: 'high' },
  );
}

/**
 * TLS protects what is under way, or nobody is between where the server is on this machine; a checksum of its own
 * protects what arrives. A second hash would cost seconds per GB.
 */
function leavePartsUnsigned(client: S3): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        const sent = request.request;
        if (commandName === 'UploadPartCommand' && isOutOfReach(sent)) {
          headersOf(sent)['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
        }
        return next(request);
      },
    { step: 'build', name: 'torchrelayUnsignedParts' },
  );
}

function isOutOfReach(request: unknown): boolean {
  if (!hasFields(request)) return false;
  return request['protocol'] === 'https:' || request['hostname'] === '127.0.0.1';
}

function headersOf(message: unknown): Record<string, string | undefined> {
  if (!hasFields(message) || !hasFields(message['headers'])) return {};
  return message['headers'] as Record<string, string | undefined>;
}

function hasFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
