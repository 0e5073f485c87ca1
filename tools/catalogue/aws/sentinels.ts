import type { CatalogueSnapshot } from '@torchrelay/core/catalogue';

/** What everybody knows of a type. A catalogue that says otherwise has read something wrongly. */
const known: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'ml.p4d.24xlarge': { kind: 'A100-40GB', count: 8, link: 'nvlink', gbps: 400, vCpus: 96 },
  'ml.p4de.24xlarge': { kind: 'A100-80GB', count: 8, link: 'nvlink', gbps: 400, vCpus: 96 },
  'ml.p5.48xlarge': { kind: 'H100-80GB', count: 8, link: 'nvlink', gbps: 3200, vCpus: 192 },
  'ml.g5.xlarge': { kind: 'A10G', count: 1, link: undefined, gbps: undefined, vCpus: 4 },
  'ml.g7e.12xlarge': { kind: 'RTX-PRO-6000', count: 2, link: 'pcie', gbps: 400, vCpus: 48 },
  'ml.m5.xlarge': { kind: undefined, count: undefined, link: undefined, gbps: undefined, vCpus: 4 },
};

/** Contradictions to what is known, as sentences without a full stop. */
export function sentinelProblems({ rows }: Pick<CatalogueSnapshot, 'rows'>): string[] {
  return Object.entries(known).flatMap(([type, expected]) => {
    const row = rows.find(({ instanceType }) => instanceType === type);
    if (row === undefined) return [`${type} is missing`];
    const { kind, count, link } = row.accelerator ?? {};
    const found: Record<string, unknown> = {
      kind,
      count,
      link,
      gbps: row.interconnectInGbps,
      vCpus: row.vCpus,
    };
    return Object.entries(expected)
      .filter(([fact, value]) => found[fact] !== value)
      .map(
        ([fact, value]) =>
          `${type} has ${fact} ${String(found[fact])}, and should have ${String(value)}`,
      );
  });
}
