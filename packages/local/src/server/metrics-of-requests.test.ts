import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hardModelPackage } from '../__fixtures__/model-packages.ts';
import { parseMetrics } from '../__fixtures__/prometheus.ts';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import {
  NOTHING,
  outputsOf,
  startTestServer,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await Promise.all([
    server.load('failing', '', { packageDirectory: hardModelPackage('failing') }),
    server.load('slow', 'slow', { maxQueueLength: 3 }),
  ]);
  await server.control.setTraffic('failing');
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

async function metrics(): Promise<Map<string, number>> {
  const response = await fetch(`${server.url}/metrics`);
  const families = parseMetrics(await response.text());
  return new Map([...families.values()].flatMap(({ samples }) => [...samples]));
}

const modelOf = (deployment: string): string =>
  `model="model",version="1",deployment="${deployment}"`;

/** What the model does is told by the first element of `failing`, and how long it takes by that of `slow`. */
function ask(
  deployment: string,
  [rows, columns]: [number, number],
  value: number,
): Promise<Response> {
  const values = Array.from({ length: rows * columns }, () => value);
  return server.infer({ inputs: [float32('x', [rows, columns], values)], deployment });
}

describe('the counters', () => {
  test('tell what was asked, and how it went', async () => {
    for (const rows of [1, 3, 8])
      expect(await ask('failing', [rows, 2], 0)).toMatchObject({ status: 200 });
    expect(await ask('failing', [9, 2], 0)).toMatchObject({ status: 400 });
    expect(await ask('failing', [1, 2], 2)).toMatchObject({ status: 500 });
    const counted = await metrics();
    const model = modelOf('failing');
    expect(
      Object.fromEntries([...counted].filter(([series]) => series.startsWith('nv_inference'))),
    ).toMatchObject({
      [`nv_inference_request_success{${model}}`]: 3,
      [`nv_inference_request_failure{${model},reason="OTHER"}`]: 1,
      [`nv_inference_request_failure{${model},reason="BACKEND"}`]: 1,
      [`nv_inference_count{${model}}`]: 13,
      [`nv_inference_exec_count{${model}}`]: 4,
    });
    expect(counted.get('torchrelay_requests_total{deployment="failing",status="200"}')).toBe(3);
    expect(counted.get('torchrelay_request_duration_seconds_count{deployment="failing"}')).toBe(5);
    expect(counted.get(`nv_inference_request_duration_us{${model}}`)).toBeGreaterThan(0);
  });

  test('tell of clients that went away, and of nothing that was no inference', async () => {
    const gone = new AbortController();
    const steps = [float32('x', [1, 1], [20_000])];
    const abandoned = server.infer({ inputs: steps, deployment: 'slow', signal: gone.signal });
    await waitUntil(async () => (await server.status('slow'))?.running === 1);
    const waits = ask('slow', [1, 1], 1);
    await waitUntil(async () => (await server.status('slow'))?.waiting === 1);
    const now = await metrics();
    expect(now.get('torchrelay_requests_running{deployment="slow"}')).toBe(1);
    expect(now.get(`nv_inference_pending_request_count{${modelOf('slow')}}`)).toBe(1);
    gone.abort();
    await expect(abandoned).rejects.toThrow(/abort/);
    const series = `nv_inference_request_failure{${modelOf('slow')},reason="CANCELED"}`;
    await waitUntil(async () => (await metrics()).get(series) === 1);
    expect(await waits).toMatchObject({ status: 200 });
    const before = await metrics();
    await Promise.all(['/ping', '/nothing', '/v2'].map((path) => fetch(server.url + path)));
    expect(await metrics()).toEqual(before);
  });
});

describe('more requests than the queue has room for', () => {
  test('are told to come back, and those that it took are answered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ask('slow', [1, 1], 500 + index)),
    );
    const served = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 429);
    expect(served.length).toBeGreaterThanOrEqual(4);
    expect(refused.length).toBeGreaterThan(0);
    expect(served.length + refused.length).toBe(40);
    expect(new Set(refused.map(({ headers }) => headers.get('retry-after')))).toEqual(
      new Set(['1']),
    );
    for (const [index, response] of answers.entries()) {
      if (response.status !== 200) continue;
      expect((await outputsOf(response)).map(numbersOf)).toEqual([[500 + index]]);
    }
    const counted = await metrics();
    const model = modelOf('slow');
    expect(counted.get(`nv_inference_request_success{${model}}`)).toBe(served.length + 1);
    expect(counted.get(`nv_inference_request_failure{${model},reason="REJECTED"}`)).toBe(
      refused.length,
    );
  });

  test('come back and are answered, all of them', async () => {
    const patient = async (value: number): Promise<number[]> => {
      for (;;) {
        const response = await ask('slow', [1, 1], value);
        if (response.status !== 429) return (await outputsOf(response)).flatMap(numbersOf);
        await response.text();
      }
    };
    const values = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(await Promise.all(values.map(patient))).toEqual(values.map((value) => [value]));
  });
});
