import type { Fault, FaultSubject, ProxiedRequest } from '@torchrelay/stand-ins';

import { serviceOf } from './name-call.ts';

type Refusal = Parameters<FaultSubject['refusal']>[0];

interface Said {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** _read_: "Common errors" in the API references of SageMaker and STS, and S3's table of error codes. */
const json: Readonly<Record<Refusal, Said>> = {
  error: { status: 500, code: 'InternalFailure', message: 'The request processing has failed.' },
  throttled: { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
  expired: {
    status: 400,
    code: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  },
};

const forms: Readonly<Record<Refusal, Said>> = {
  error: { status: 500, code: 'InternalFailure', message: 'The request processing has failed.' },
  throttled: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
  expired: {
    status: 403,
    code: 'ExpiredToken',
    message: 'The security token included in the request is expired',
  },
};

const s3: Readonly<Record<Refusal, Said>> = {
  error: { status: 500, code: 'InternalError', message: 'We encountered an internal error.' },
  throttled: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  expired: { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' },
};

/** As each service says it: JSON, or two forms of XML, and nothing but a status where it was asked by HEAD. */
export function refusal(kind: Refusal, request: ProxiedRequest): Fault {
  const service = serviceOf(request);
  if (service === 's3') return xml(s3[kind], request, errorOf(s3[kind]));
  if (request.form !== undefined) {
    const body = `<ErrorResponse>${errorOf(forms[kind])}<RequestId>1</RequestId></ErrorResponse>`;
    return xml(forms[kind], request, body);
  }
  const { status, code, message } = json[kind];
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}

function errorOf({ code, message }: Said): string {
  return `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function xml({ status }: Said, { method }: ProxiedRequest, body: string): Fault {
  const headers = { 'content-type': 'application/xml' };
  return method === 'HEAD' ? { status, headers } : { status, headers, body };
}
