import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import { type FindingCode, kinds } from './kinds.ts';

export function finding(code: FindingCode, place: string, message: string): Finding {
  return { code, severity: kinds[code].severity, place, message, advice: kinds[code].advice };
}

const order: readonly Severity[] = ['danger', 'warning', 'note'];

export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ severity }: Finding): number => order.indexOf(severity);
  return findings.toSorted((one, other) => rank(one) - rank(other));
}
