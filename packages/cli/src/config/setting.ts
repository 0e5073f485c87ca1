import type { Arg } from '../command-line/command.ts';

/** Where a value was said, in the order in which the first counts. */
export type SettingSource = 'command-line' | 'environment' | 'stage' | 'config' | 'default';

/** One value that a command works with, and where it was said. */
export interface Setting {
  /** As a config file calls it: `maxUsdPerHour`. */
  readonly name: string;
  /** Of variables and secrets the names alone. */
  readonly value: unknown;
  readonly source: SettingSource;
  /** `--instances`, `TORCHRELAY_INSTANCES`, `deployments.resnet50.instances`; absent for defaults. */
  readonly place?: string;
}

/** A value as it may be shown: what might be a secret is left out. */
export function shown(name: string, arg: Arg, value: unknown): unknown {
  if (arg.kind === 'list' && Array.isArray(value)) {
    return value.map((item: unknown) => (Array.isArray(item) ? pair(name, item) : redact(item)));
  }
  return redact(value);
}

function pair(name: string, [key, value]: readonly unknown[]): string {
  const isHidden = name === 'env' || name === 'secret';
  return isHidden ? `${String(key)}=***` : `${String(key)}=${String(redact(value))}`;
}

const secrets = /([?&](?:sig|token|key|password|secret)=)[^&\s]+|(\/\/[^/@\s:]+:)[^/@\s]+(?=@)/gi;

function redact(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replaceAll(secrets, (_, query?: string, login?: string) => `${query ?? login}***`);
}
