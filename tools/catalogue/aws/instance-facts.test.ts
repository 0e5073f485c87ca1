import { describe, expect, test } from 'vitest';
import { instanceFacts } from './instance-facts.ts';
import type { InstanceRecord } from './instance-record.ts';
import { SkippedRow } from './skipped-row.ts';
import { gpus, p4dRecord, testRecord } from './test-support/test-record.ts';

test('everything about p4d is read, in bytes', () => {
  expect(instanceFacts(p4dRecord)).toEqual({
    accelerator: expect.objectContaining({ kind: 'A100-40GB', count: 8, link: 'nvlink' }),
    vCpus: 96,
    memoryBytes: 1152 * 2 ** 30,
    localStorageBytes: 8e12,
    interconnectInGbps: 400,
  });
});

test('p4de differs by its GPUs alone', () => {
  const p4de = { ...p4dRecord, GpuInfo: gpus(8, { mib: 81_920 }) };
  expect(instanceFacts(p4de).accelerator?.kind).toBe('A100-80GB');
});

test('an instance without a GPU has its vCPUs and its memory', () => {
  expect(instanceFacts(testRecord())).toEqual({ vCpus: 4, memoryBytes: 16 * 2 ** 30 });
});

describe('the network between nodes', () => {
  const gbps = (NetworkPerformance: string, EfaSupported = true): number | undefined =>
    instanceFacts(testRecord({ NetworkInfo: { EfaSupported, NetworkPerformance } }))
      .interconnectInGbps;

  test.each([
    ['3200 Gigabit', 3200],
    ['4x 100 Gigabit', 400],
    ['16x 200 Gigabit', 3200],
    ['25 Gigabit', 25],
  ])('%s are %d Gb/s', (performance, expected) => {
    expect(gbps(performance)).toBe(expected);
  });

  test.each(['Up to 25 Gigabit', 'High', ''])('"%s" promises nothing', (performance) => {
    expect(gbps(performance)).toBeUndefined();
  });

  test('without EFA is none that training could use', () => {
    expect(gbps('50 Gigabit', false)).toBeUndefined();
  });
});

describe('left out is', () => {
  test.each<[string, InstanceRecord]>([
    ['bare metal', { BareMetal: true }],
    ['Arm', { ProcessorInfo: { SupportedArchitectures: ['arm64'] } }],
    ['what says no architecture', { ProcessorInfo: {} }],
    ['Inferentia and Trainium', { NeuronInfo: { NeuronDevices: [] } }],
    ['other inference accelerators', { InferenceAcceleratorInfo: {} }],
    ['an FPGA', { FpgaInfo: {} }],
  ])('%s', (_, record) => {
    expect(() => instanceFacts(testRecord(record))).toThrow(SkippedRow);
  });
});

test('missing numbers become NaN, which the gate refuses, never 0', () => {
  const { vCpus, memoryBytes } = instanceFacts(testRecord({ VCpuInfo: {}, MemoryInfo: {} }));
  expect([vCpus, memoryBytes]).toEqual([Number.NaN, Number.NaN]);
});
