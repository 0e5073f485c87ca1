import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { acceleratorKind } from '@torchrelay/core/catalogue';
import { describe, expect, test } from 'vitest';
import { awsSnapshot } from '../../../packages/aws/src/catalogue/snapshot.ts';

/** Another catalogue, made by others from the same APIs. It has no licence, so it is only compared with. */
const other = fileURLToPath(
  new URL('../../../../shared/data/catalog/aws_gpu_vms.csv', import.meta.url),
);
const isThere = existsSync(other);

interface OtherRow {
  readonly type: string;
  readonly vCpus: number;
  readonly gibibytes: number;
  readonly gpus: number;
  readonly mib: number;
  readonly region: string;
}

function readOther(): readonly OtherRow[] {
  const [, ...lines] = readFileSync(other, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [type = '', vCpus, gibibytes, , gpus, mib, , , region = ''] = line.split(',');
    return {
      type: `ml.${type}`,
      vCpus: Number(vCpus),
      gibibytes: Number(gibibytes),
      gpus: Number(gpus),
      mib: Number(mib),
      region,
    };
  });
}

describe.skipIf(!isThere)(
  'beside another catalogue (skipped where there is none beside the clone)',
  async () => {
    const others = isThere ? readOther() : [];
    const { rows } = await awsSnapshot();
    const both = rows.flatMap((row) =>
      others.filter(({ type }) => type === row.instanceType).map((theirs) => ({ row, theirs })),
    );

    test('there are types to compare', () => {
      expect(new Set(both.map(({ theirs }) => theirs.type)).size).toBeGreaterThan(5);
    });

    test('hardware is the same', () => {
      for (const { row, theirs } of both) {
        expect([
          row.instanceType,
          row.vCpus,
          row.memoryBytes / 2 ** 30,
          row.accelerator?.count,
        ]).toEqual([theirs.type, theirs.vCpus, theirs.gibibytes, theirs.gpus]);
        const { nominalMib = [] } = acceleratorKind(row.accelerator?.kind ?? '') ?? {};
        expect(nominalMib).toContain(theirs.mib);
      }
    });

    test('types are wherever the other has them', () => {
      const missing = both.filter(({ row, theirs }) => !row.regions.includes(theirs.region));
      expect(missing.map(({ theirs }) => `${theirs.type} in ${theirs.region}`)).toEqual([]);
    });
  },
);
