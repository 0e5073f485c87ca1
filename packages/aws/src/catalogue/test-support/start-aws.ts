import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AwsExchange } from '@torchrelay/stand-ins';

/** A failure as a service answers it. */
export interface Refusal {
  readonly refused: { readonly status: number; readonly code: string; readonly message: string };
}

/** What a caller without the permission is told. */
export const denied: Refusal = {
  refused: { status: 400, code: 'AccessDeniedException', message: 'User is not authorized.' },
};

/** What a request asked for: JSON, or the fields of EC2's form. */
export type AwsInput = Readonly<Record<string, unknown>>;

/** Answers by operation: what the service would answer, as JSON or, for EC2, as XML. */
export type AwsAnswers = Readonly<Record<string, (input: AwsInput) => unknown>>;

export interface AwsServer extends AsyncDisposable {
  readonly endpoint: string;
  /** What went over the wire, for a judge. */
  readonly exchanges: readonly AwsExchange[];
  /** All requests that came, in order. */
  readonly requests: readonly { readonly operation: string; readonly input: AwsInput }[];
  /** How many requests of one operation came. */
  count(operation: string): number;
}

/** A server on loopback that speaks the two protocols of the services that are looked up. */
export async function startAws(answers: AwsAnswers): Promise<AwsServer> {
  const requests: { operation: string; input: AwsInput }[] = [];
  const exchanges: AwsExchange[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await buffer(request)).toString();
    const { operation, input } = readRequest(request, body);
    requests.push({ operation, input });
    const answered = responseTo(operation, answers[operation]?.(input) ?? unknown(operation));
    exchanges.push({ request: { ...headOf(request), body }, response: answered });
    response.writeHead(answered.status, answered.headers).end(answered.body);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    exchanges,
    count: (operation) => requests.filter((request) => request.operation === operation).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `AWSPriceListService.GetProducts`; EC2's actions as `ec2.DescribeInstanceTypeOfferings`. */
function readRequest(
  { headers }: IncomingMessage,
  body: string,
): { readonly operation: string; readonly input: AwsInput } {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return { operation: target, input: JSON.parse(body) as AwsInput };
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { operation: `ec2.${fields['Action']}`, input: fields };
}

function headOf({
  method = '',
  url = '',
  headers,
}: IncomingMessage): Omit<AwsExchange['request'], 'body'> {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { method, path: url, headers: Object.fromEntries(texts) };
}

function responseTo(operation: string, result: unknown): AwsExchange['response'] {
  const isXml = operation.startsWith('ec2.');
  const type = isXml ? 'text/xml' : 'application/x-amz-json-1.1';
  return {
    status: isRefusal(result) ? result.refused.status : 200,
    headers: { 'content-type': type },
    body: isRefusal(result) ? refusalText(result, isXml) : bodyText(result),
  };
}

function bodyText(answer: unknown): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

function refusalText({ refused: { code, message } }: Refusal, isXml: boolean): string {
  if (!isXml) return JSON.stringify({ __type: code, message });
  return `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`;
}

function unknown(operation: string): Refusal {
  return { refused: { status: 400, code: 'UnknownOperationException', message: operation } };
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}
