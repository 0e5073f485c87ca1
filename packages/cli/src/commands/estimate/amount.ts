import type { ValueType } from '../../command-line/value-type.ts';

const powers = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 } as const;

/** `124M`, `7B`, `1.5T`, `300e9`: a number above 0. */
export function amount(placeholder: string): ValueType<number> {
  const parse = (given: string): number | undefined => {
    const [, digits, power] = /^(\d+(?:\.\d+)?(?:e\d+)?)([kmbt])?$/i.exec(given) ?? [];
    if (digits === undefined) return undefined;
    const unit = power?.toLowerCase() as keyof typeof powers | undefined;
    const value = Number(digits) * (unit === undefined ? 1 : powers[unit]);
    return value > 0 && Number.isFinite(value) ? value : undefined;
  };
  return { placeholder, expects: 'an amount like 124M, 7B or 1.5T', parse };
}

/** `7B`, `1.5T`, `850`: with three digits at most. */
export function formatAmount(value: number): string {
  const [name, power] = Object.entries(powers).findLast(([, least]) => value >= least) ?? ['', 1];
  const scaled = value / power;
  return `${Number(scaled.toPrecision(3))}${name.toUpperCase()}`;
}
