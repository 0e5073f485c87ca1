import type { Fault, FaultSubject, ProxiedRequest } from '@torchrelay/stand-ins';

import { type Service, serviceOf } from './name-call.ts';

type Refusal = Parameters<FaultSubject['refusal']>[0];

interface Said {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * _read_: "Common error codes" of the resource manager, the status codes of Azure Storage, and those of online endpoints
 * (whose keys never end, so that one that has been changed stands for them).
 */
const said: Readonly<Record<Service, Readonly<Record<Refusal, Said>>>> = {
  arm: {
    error: {
      status: 500,
      code: 'InternalServerError',
      message: 'An internal server error occurred.',
    },
    throttled: { status: 429, code: 'TooManyRequests', message: 'The request is being throttled.' },
    expired: {
      status: 401,
      code: 'ExpiredAuthenticationToken',
      message: 'The access token expiry UTC time is earlier than current UTC time.',
    },
  },
  blob: {
    error: { status: 500, code: 'InternalError', message: 'Server encountered an internal error.' },
    throttled: { status: 503, code: 'ServerBusy', message: 'The server is busy.' },
    expired: {
      status: 401,
      code: 'InvalidAuthenticationInfo',
      message: 'Lifetime validation failed. The token is expired.',
    },
  },
  history: {
    error: { status: 500, code: 'ServiceError', message: 'InternalServerError' },
    throttled: { status: 429, code: 'TooManyRequests', message: 'The request is being throttled.' },
    expired: { status: 401, code: 'UserError', message: 'Bearer token is expired' },
  },
  scoring: {
    error: { status: 500, code: 'InternalServerError', message: 'The infrastructure is failing.' },
    throttled: { status: 429, code: 'TooManyRequests', message: 'Too many requests.' },
    expired: { status: 401, code: 'Unauthorized', message: 'Authorization required' },
  },
};

/** As each service says it: XML with the code in a header, or JSON. */
export function refusal(kind: Refusal, request: ProxiedRequest): Fault {
  const service = serviceOf(request);
  const { status, code, message } = said[service][kind];
  if (service === 'blob') {
    const headers = { 'content-type': 'application/xml', 'x-ms-error-code': code };
    const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    return request.method === 'HEAD' ? { status, headers } : { status, headers, body };
  }
  const retryAfter = service === 'arm' && kind === 'throttled' && { 'retry-after': '0' };
  return {
    status,
    headers: { 'content-type': 'application/json', ...retryAfter },
    body: JSON.stringify({ error: { code, message } }),
  };
}
