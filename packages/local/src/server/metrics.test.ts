import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('requests are counted by deployment and status', () => {
  const metrics = createMetrics();
  metrics.countRequest({ deployment: 'a', status: 200, durationInMs: 1 });
  metrics.countRequest({ deployment: 'a', status: 200, durationInMs: 1 });
  metrics.countRequest({ deployment: 'b', status: 400, durationInMs: 1 });
  const text = metrics.render([]);
  expect(text).toContain('# TYPE torchrelay_requests_total counter\n');
  expect(text).toContain('torchrelay_requests_total{deployment="a",status="200"} 2\n');
  expect(text).toContain('torchrelay_requests_total{deployment="b",status="400"} 1\n');
});

test('durations fill every bucket that is large enough', () => {
  const metrics = createMetrics();
  for (const durationInMs of [0.5, 30, 90_000])
    metrics.countRequest({ deployment: 'a', status: 200, durationInMs });
  const lines = metrics.render([]).split('\n');
  const bucket = (bound: string): string | undefined =>
    lines
      .find((line) =>
        line.startsWith(`torchrelay_request_duration_seconds_bucket{deployment="a",le="${bound}"}`),
      )
      ?.split(' ')[1];
  expect([bucket('0.001'), bucket('0.025'), bucket('0.05'), bucket('60'), bucket('+Inf')]).toEqual([
    '1',
    '1',
    '2',
    '2',
    '3',
  ]);
  expect(lines).toContain('torchrelay_request_duration_seconds_sum{deployment="a"} 90.0305');
  expect(lines).toContain('torchrelay_request_duration_seconds_count{deployment="a"} 3');
});

test('what Triton counts too bears the names and labels of Triton', () => {
  const metrics = createMetrics();
  for (const status of [200, 200, 400, 429, 429, 499, 500, 503, 504])
    metrics.countRequest({ deployment: 'a', status, durationInMs: 1.5 });
  const lines = metrics.render([]).split('\n');
  const model = 'model="model",version="1",deployment="a"';
  for (const line of [
    '# TYPE nv_inference_request_success counter',
    `nv_inference_request_success{${model}} 2`,
    `nv_inference_request_failure{${model},reason="OTHER"} 1`,
    `nv_inference_request_failure{${model},reason="REJECTED"} 2`,
    `nv_inference_request_failure{${model},reason="CANCELED"} 1`,
    `nv_inference_request_failure{${model},reason="BACKEND"} 3`,
    `nv_inference_request_duration_us{${model}} 13500`,
  ])
    expect(lines).toContain(line);
});

test('executions tell how many requests and inferences were joined', () => {
  const metrics = createMetrics();
  metrics.countBatch({ deployment: 'a', requests: 3, inferences: 5 });
  metrics.countBatch({ deployment: 'a', requests: 1, inferences: 1 });
  const text = metrics.render([]);
  const model = 'model="model",version="1",deployment="a"';
  expect(text).toContain(`nv_inference_exec_count{${model}} 2\n`);
  expect(text).toContain(`nv_inference_count{${model}} 6\n`);
  expect(text).toContain('torchrelay_batched_requests_total{deployment="a"} 4\n');
});

test('what is so right now is told under one head for all deployments', () => {
  const gauge = { name: 'torchrelay_workers_ready', help: 'Workers with the model.' };
  const text = createMetrics().render([
    { ...gauge, deployment: 'a', value: 1 },
    { ...gauge, deployment: 'b', value: 0 },
  ]);
  expect(text).toBe(
    [
      '# HELP torchrelay_workers_ready Workers with the model.',
      '# TYPE torchrelay_workers_ready gauge',
      'torchrelay_workers_ready{deployment="a"} 1',
      'torchrelay_workers_ready{deployment="b"} 0',
      '',
    ].join('\n'),
  );
});

test('before the first request there is nothing to tell', () => {
  expect(createMetrics().render([])).toBe('');
});
