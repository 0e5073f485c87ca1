import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Deployment, ServeSpec, ServingCapabilities } from '../target/serving.ts';

/** How long a deployment may live, as it was asked for. */
export interface LifetimeRequest {
  /** In milliseconds; `null` for no end; absent for the end that is set, if it is to come. */
  readonly ttlInMs?: number | null | undefined;
  /** When it was asked for, in milliseconds since 1970: one time for a plan and for its repetition under the lease. */
  readonly asOf: number;
}

const shortestInMs = 60_000;
const longestInMs = 366 * 24 * 60 * 60_000;

/** @throws TorchrelayError `TTL_INVALID`, `TTL_UNSUPPORTED` */
export function lifetimeRequest(
  ttlInMs: number | null | undefined,
  { expires = false }: Pick<ServingCapabilities, 'expires'>,
  asOf: number,
): LifetimeRequest {
  if (ttlInMs === undefined) return { asOf };
  if (ttlInMs !== null && !(ttlInMs >= shortestInMs && ttlInMs <= longestInMs)) {
    throw invalid(ttlInMs);
  }
  if (!expires) throw unsupported();
  return { ttlInMs, asOf };
}

/**
 * What has to be changed of the end that is set already: nothing where it is near the one that is asked for, so that
 * the same command twice changes nothing the second time. What is deployed after its time was over begins anew.
 */
export function resolveLifetime(
  request: LifetimeRequest | undefined,
  live: Pick<Deployment, 'expiresAt'> | undefined,
): ServeSpec['ttlInMs'] {
  if (request === undefined) return undefined;
  const { ttlInMs, asOf } = request;
  const expiresAt = live?.expiresAt;
  if (ttlInMs === undefined) return expiresAt !== undefined && expiresAt <= asOf ? null : undefined;
  if (ttlInMs === null) return expiresAt === undefined ? undefined : null;
  if (expiresAt === undefined) return ttlInMs;
  const left = expiresAt - asOf;
  return left >= 0.9 * ttlInMs && left <= ttlInMs + shortestInMs ? undefined : ttlInMs;
}

function invalid(ttlInMs: number): TorchrelayError {
  return new TorchrelayError({
    code: 'TTL_INVALID',
    message: `A deployment lives for ${ttlInMs > longestInMs ? 'a year at most' : 'a minute at least'}.`,
    hint: 'Give from one minute to a year: `ttlInMs: 8 * 3_600_000`, on the command line --ttl 8h',
    data: { ttlInMs },
  });
}

function unsupported(): TorchrelayError {
  return new TorchrelayError({
    code: 'TTL_UNSUPPORTED',
    message: 'This target has nothing that would remove a deployment when its time is over.',
    hint: 'Leave the time limit out, and let a scheduled job of yours run: torchrelay destroy <name> --yes',
  });
}
