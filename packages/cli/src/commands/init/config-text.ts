import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Config } from '../../config/config.ts';

export type ConfigFormat = 'ts' | 'mjs' | 'json';

/** With types where they can be read and found; what works everywhere is JSON. */
export function formatFor(folder: string): ConfigFormat {
  if (!isInstalled(folder)) return 'json';
  return process.features.typescript === false ? 'mjs' : 'ts';
}

function isInstalled(folder: string): boolean {
  try {
    createRequire(join(folder, 'config.js')).resolve('torchrelay/package.json');
    return true;
  } catch {
    // Whatever the reason, the import of a config file would fail for it too.
    return false;
  }
}

export function configText(config: Config, format: ConfigFormat): string {
  if (format === 'json') return `${JSON.stringify(config, undefined, 2)}\n`;
  const imported = `import { defineConfig } from 'torchrelay';`;
  return `${imported}\n\nexport default defineConfig(${literal(config, '')});\n`;
}

/** As people write it: plain keys without quotes, a comma after each member. */
function literal(value: unknown, indent: string): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const members = Object.entries(value).map(
    ([key, each]) => `${deeper}${keyOf(key)}: ${literal(each, deeper)},\n`,
  );
  return `{\n${members.join('')}${indent}}`;
}

function keyOf(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"');
  return `'${escaped.replaceAll("'", String.raw`\'`)}'`;
}
