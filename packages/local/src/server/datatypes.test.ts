import type { Datatype } from '@torchrelay/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hardModelPackage } from '../__fixtures__/model-packages.ts';
import { NOTHING, startTestServer, type TestServer } from '../__fixtures__/test-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await Promise.all([
    server.load('engine', '', { packageDirectory: hardModelPackage('engine-datatypes') }),
    server.load('other', '', {
      packageDirectory: hardModelPackage('other-datatypes'),
      strict: false,
    }),
  ]);
  await server.control.setTraffic('engine');
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

/** One input and its output, written down by hand both as JSON says them and as they lie in memory. */
interface Sample {
  readonly datatype: Datatype;
  readonly json: string;
  readonly bytes: string;
  readonly answerJson: string;
  readonly answerBytes: string;
}

/** Extreme values; what the model makes of them is said in `make_hard_models.py`. */
const engine: readonly Sample[] = [
  {
    datatype: 'BOOL',
    json: '[true,false]',
    bytes: '01 00',
    answerJson: '[false,true]',
    answerBytes: '00 01',
  },
  {
    datatype: 'UINT8',
    json: '[0,200]',
    bytes: '00 c8',
    answerJson: '[255,55]',
    answerBytes: 'ff 37',
  },
  {
    datatype: 'INT8',
    json: '[-128,5]',
    bytes: '80 05',
    answerJson: '[127,-6]',
    answerBytes: '7f fa',
  },
  {
    datatype: 'INT16',
    json: '[-32768,5]',
    bytes: '0080 0500',
    answerJson: '[32767,-6]',
    answerBytes: 'ff7f faff',
  },
  {
    datatype: 'INT32',
    json: '[-2147483648,5]',
    bytes: '00000080 05000000',
    answerJson: '[2147483647,-6]',
    answerBytes: 'ffffff7f faffffff',
  },
  {
    datatype: 'INT64',
    json: '[-9223372036854775808,9007199254740993]',
    bytes: '0000000000000080 0100000000002000',
    answerJson: '[9223372036854775807,-9007199254740994]',
    answerBytes: 'ffffffffffffff7f feffffffffffdfff',
  },
  {
    datatype: 'FP16',
    json: '[1,65504]',
    bytes: '003c ff7b',
    answerJson: '[-1,-65504]',
    answerBytes: '00bc fffb',
  },
  {
    datatype: 'FP32',
    json: '[0.1,-3.4028234663852886e+38]',
    bytes: 'cdcccc3d ffff7fff',
    answerJson: '[-0.1,3.4028235e+38]',
    answerBytes: 'cdccccbd ffff7f7f',
  },
  {
    datatype: 'FP64',
    json: '[0.1,0]',
    bytes: '9a9999999999b93f 0000000000000000',
    answerJson: '[-0.1,-0]',
    answerBytes: '9a9999999999b9bf 0000000000000080',
  },
];

const other: readonly Sample[] = [
  {
    datatype: 'BF16',
    json: '[1,-2.5]',
    bytes: '803f 20c0',
    answerJson: '[-1,2.5]',
    answerBytes: '80bf 2040',
  },
  {
    datatype: 'UINT16',
    json: '[0,65535]',
    bytes: '0000 ffff',
    answerJson: '[0,65535]',
    answerBytes: '0000 ffff',
  },
  {
    datatype: 'UINT32',
    json: '[1,4294967295]',
    bytes: '01000000 ffffffff',
    answerJson: '[1,4294967295]',
    answerBytes: '01000000 ffffffff',
  },
  {
    datatype: 'UINT64',
    json: '[1,18446744073709551615]',
    bytes: '0100000000000000 ffffffffffffffff',
    answerJson: '[1,18446744073709551615]',
    answerBytes: '0100000000000000 ffffffffffffffff',
  },
];

const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A request without our codec: `isBinary` says which tensors go, and which are wanted, as bytes. */
async function ask({
  deployment,
  samples,
  sent,
  wanted,
  parameters,
}: {
  deployment: string;
  samples: readonly Sample[];
  sent: (index: number) => 'json' | 'binary';
  /** `undefined`: nothing is said about outputs. */
  wanted?: (index: number) => boolean | undefined;
  parameters?: Readonly<Record<string, unknown>>;
}): Promise<{ json: string; binary: string }> {
  const inputs = samples.map(({ datatype, json, bytes }, index) => {
    const head = `"name":"in__${index}","datatype":"${datatype}","shape":[2]`;
    return sent(index) === 'json'
      ? `{${head},"data":${json}}`
      : `{${head},"parameters":{"binary_data_size":${bytesOf(bytes).length}}}`;
  });
  const outputs = samples.map((_, index) => {
    const binary_data = wanted?.(index);
    return {
      name: `out__${index}`,
      ...(binary_data === undefined ? {} : { parameters: { binary_data } }),
    };
  });
  const rest = JSON.stringify({ ...(wanted && { outputs }), ...(parameters && { parameters }) });
  const json = `{"inputs":[${inputs.join()}]${rest === '{}' ? '' : `,${rest.slice(1, -1)}`}}`;
  const binary = samples
    .filter((_, index) => sent(index) === 'binary')
    .map(({ bytes }) => bytesOf(bytes));
  const response = await fetch(`${server.url}/v2/models/model/infer`, {
    method: 'POST',
    headers: {
      'torchrelay-deployment': deployment,
      ...(binary.length > 0 && { 'inference-header-content-length': String(json.length) }),
    },
    body: Buffer.concat([Buffer.from(json), ...binary]),
  });
  const body = Buffer.from(await response.arrayBuffer());
  const length = Number(response.headers.get('inference-header-content-length') ?? body.length);
  return { json: body.toString('latin1', 0, length), binary: body.toString('hex', length) };
}

/** The whole answer, byte for byte. */
function expected(
  samples: readonly Sample[],
  isBinary: (index: number) => boolean,
): { json: string; binary: string } {
  const outputs = samples.map(({ datatype, answerJson, answerBytes }, index) => {
    const head = `"name":"out__${index}","shape":[2],"datatype":"${datatype}"`;
    return isBinary(index)
      ? `{${head},"parameters":{"binary_data_size":${bytesOf(answerBytes).length}}}`
      : `{${head},"data":${answerJson}}`;
  });
  return {
    json: `{"model_name":"model","model_version":"1","outputs":[${outputs.join()}]}`,
    binary: samples
      .filter((_, index) => isBinary(index))
      .map(({ answerBytes }) => answerBytes.replaceAll(' ', ''))
      .join(''),
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;
const even = (index: number): boolean => index % 2 === 0;

describe.each([
  ['that the engine has', 'engine', engine],
  ['that PyTorch alone has', 'other', other],
] as const)('the datatypes %s', (_, deployment, samples) => {
  test('travel in JSON, both ways', async () => {
    const answer = await ask({ deployment, samples, sent: () => 'json' });
    expect(answer).toEqual(expected(samples, no));
  });

  test('travel as bytes, both ways', async () => {
    const parameters = { binary_data_output: true };
    const answer = await ask({ deployment, samples, sent: () => 'binary', parameters });
    expect(answer).toEqual(expected(samples, yes));
  });

  test('travel mixed: each input and each output in a form of its own', async () => {
    const answer = await ask({
      deployment,
      samples,
      sent: (index) => (even(index) ? 'json' : 'binary'),
      wanted: even,
    });
    expect(answer).toEqual(expected(samples, even));
  });

  test('take the form that all outputs are asked for in, unless one is asked for in another', async () => {
    const answer = await ask({
      deployment,
      samples,
      sent: () => 'binary',
      wanted: (index) => (even(index) ? undefined : false),
      parameters: { binary_data_output: true },
    });
    expect(answer).toEqual(expected(samples, even));
  });
});

describe('a number that its datatype cannot hold is refused, with its place', () => {
  const table: readonly (readonly [Datatype, string])[] = [
    ['BOOL', '1'],
    ['BOOL', '"true"'],
    ['UINT8', '256'],
    ['UINT8', '-1'],
    ['INT8', '128'],
    ['INT16', '-32769'],
    ['INT32', '2147483648'],
    ['INT32', '1.5'],
    ['INT32', 'NaN'],
    ['INT64', '9223372036854775808'],
    ['INT64', '1e300'],
    ['FP16', '65536'],
    ['FP32', '1e39'],
    ['FP32', 'null'],
    ['FP64', '"0.1"'],
  ];
  test.each(table)('%s: %s', async (datatype, value) => {
    const index = engine.findIndex((sample) => sample.datatype === datatype);
    const samples = engine.map((sample, place) =>
      place === index
        ? { ...sample, json: `[${engine[index]?.json.slice(1).split(',')[0]},${value}]` }
        : sample,
    );
    const answer = await ask({ deployment: 'engine', samples, sent: () => 'json' });
    expect(JSON.parse(answer.json)).toEqual({
      error: expect.stringContaining(`Input "in__${index}": expected element [1] to be `),
    });
  });
});

describe('requests and their answers', () => {
  async function post(
    path: string,
    { outputs, ...rest }: { outputs?: unknown; id?: unknown; parameters?: unknown },
  ): Promise<{ status: number; body: { id?: string; outputs?: { name: string }[] } }> {
    const inputs = engine.map(({ datatype, json }, index) => {
      return `{"name":"in__${index}","datatype":"${datatype}","shape":[2],"data":${json}}`;
    });
    const others = JSON.stringify({ ...rest, ...(outputs === undefined ? {} : { outputs }) });
    const body = `{"inputs":[${inputs.join()}]${others === '{}' ? '' : `,${others.slice(1, -1)}`}}`;
    const response = await fetch(`${server.url}/v2/models/model${path}/infer`, {
      method: 'POST',
      body,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  test.each(['', '/versions/1'])('are those of model%s', async (path) => {
    expect(await post(path, {})).toMatchObject({ status: 200 });
  });

  test.each(['/versions/2', '/versions/01', '/versions/latest', '/versions'])(
    'are not those of model%s, which is not there',
    async (path) => {
      expect(await post(path, {})).toMatchObject({ status: 404 });
    },
  );

  test('bear the same id, whatever is in it', async () => {
    for (const id of ['1', 'ä"\\\u0000\n', 'x'.repeat(1000), ''])
      expect((await post('', { id })).body.id).toBe(id);
    expect((await post('', {})).body).not.toHaveProperty('id');
    expect((await post('', { id: 7 })).status).toBe(400);
  });

  test('bear any parameters, as the protocol allows, and are the same with and without them', async () => {
    const plain = await post('', {});
    const parameters = {
      priority: 1,
      timeout: 5e6,
      sequence_id: 7,
      sequence_start: true,
      note: 'x',
      ratio: 0.5,
    };
    expect(await post('', { parameters })).toEqual(plain);
    expect((await post('', { parameters: { note: [] } })).status).toBe(400);
    expect((await post('', { parameters: { binary_data_output: 'yes' } })).status).toBe(400);
  });

  test('have the outputs that are asked for, in the order of the model', async () => {
    const names = async (outputs: readonly string[]): Promise<string[] | undefined> =>
      (await post('', { outputs: outputs.map((name) => ({ name })) })).body.outputs?.map(
        ({ name }) => name,
      );
    expect(await names(['out__7', 'out__2'])).toEqual(['out__2', 'out__7']);
    expect(await names(['out__3', 'out__3'])).toEqual(['out__3']);
    expect(await names([])).toHaveLength(engine.length);
    expect(await post('', { outputs: [{ name: 'out__9' }] })).toMatchObject({ status: 400 });
    expect(await post('', { outputs: 'out__1' })).toMatchObject({ status: 400 });
  });
});
