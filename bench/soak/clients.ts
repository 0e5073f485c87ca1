import { decodeResponse, encodeRequest, toTensor } from '../../packages/core/src/index.ts';

/** How each request ended: exactly one of these. */
export interface Outcomes {
  /** With the right numbers. */
  served: number;
  /** 429 or 503: come back later. */
  refused: number;
  /** 400 for a request that deserves it. */
  corrected: number;
  /** We went away before there was an answer. */
  abandoned: number;
  /** With numbers that are not the answer to this request. */
  wrong: number;
  /** With a status that nothing of this should give. */
  unexpected: number;
  /** With no answer at all. */
  lost: number;
  /** The first of the last three kinds. */
  readonly examples: string[];
}

/** Asks from so many places at once, each its next question when the answer is there, until aborted. */
export async function createClients({
  url,
  count,
  abortSignal,
}: {
  url: string;
  count: number;
  abortSignal: AbortSignal;
}): Promise<Outcomes> {
  const outcomes: Outcomes = {
    served: 0,
    refused: 0,
    corrected: 0,
    abandoned: 0,
    wrong: 0,
    unexpected: 0,
    lost: 0,
    examples: [],
  };
  const loop = async (): Promise<void> => {
    while (!abortSignal.aborted) await ask(`${url}/v2/models/model/infer`, outcomes);
  };
  await Promise.all(Array.from({ length: count }, loop));
  return outcomes;
}

const MOST_EXAMPLES = 5;

async function ask(url: string, outcomes: Outcomes): Promise<void> {
  const question = makeQuestion();
  const gone = new AbortController();
  const timer =
    question.patienceInMs === undefined
      ? undefined
      : setTimeout(() => gone.abort(), question.patienceInMs);
  const count = (outcome: 'wrong' | 'unexpected' | 'lost', example: string): void => {
    outcomes[outcome] += 1;
    if (outcomes.examples.length < MOST_EXAMPLES) outcomes.examples.push(`${outcome}: ${example}`);
  };
  try {
    const response = await fetch(url, { ...question.request, method: 'POST', signal: gone.signal });
    const body = new Uint8Array(await response.arrayBuffer());
    if (response.status === 429 || response.status === 503) outcomes.refused += 1;
    else if (response.status === 400 && question.isBad) outcomes.corrected += 1;
    else if (response.status !== 200 || question.isBad)
      count('unexpected', `${response.status} ${Buffer.from(body.subarray(0, 200)).toString()}`);
    else if (isRight({ response, body, values: question.values })) outcomes.served += 1;
    else count('wrong', Buffer.from(body.subarray(0, 200)).toString());
  } catch (error) {
    if (gone.signal.aborted) outcomes.abandoned += 1;
    else count('lost', error instanceof Error ? `${error} ${String(error.cause)}` : String(error));
  } finally {
    clearTimeout(timer);
  }
}

interface Question {
  readonly values: Float32Array;
  readonly request: { readonly headers: Record<string, string>; readonly body: Buffer };
  readonly isBad: boolean;
  /** When we go away; `undefined`: never. */
  readonly patienceInMs: number | undefined;
}

/** Small and large, in either form, of any number of rows; some that no model takes, some that nobody waits for. */
function makeQuestion(): Question {
  const rows = 1 + Math.floor(Math.random() * 4);
  const columns = pick([1, 7, 64, 64, 64, ...(Math.random() < 0.05 ? [50_000] : [])]);
  const values = Float32Array.from({ length: rows * columns }, () => Math.random());
  const isBad = Math.random() < 0.03;
  const { headers, chunks } = encodeRequest({
    request: {
      inputs: [
        {
          name: isBad ? 'z' : 'x',
          datatype: 'FP32',
          shape: [rows, columns],
          bytes: new Uint8Array(values.buffer),
        },
      ],
    },
    encoding: pick(['binary', 'json']),
  });
  return {
    values,
    request: { headers: { ...headers }, body: Buffer.concat(chunks) },
    isBad,
    patienceInMs: Math.random() < 0.02 ? Math.random() * 5 : undefined,
  };
}

function pick<Choice>(choices: readonly Choice[]): Choice {
  // The index is below the length, and no list here is empty.
  return choices[Math.floor(Math.random() * choices.length)] as Choice;
}

function isRight({
  response,
  body,
  values,
}: {
  response: Response;
  body: Uint8Array;
  values: Float32Array;
}): boolean {
  const { outputs } = decodeResponse({ headers: Object.fromEntries(response.headers), body });
  const [output] = outputs;
  const tensor = output && toTensor(output);
  if (tensor?.datatype !== 'FP32' || tensor.data.length !== values.length) return false;
  return tensor.data.every((value, index) => value === Math.fround((values[index] ?? 0) * 2));
}
