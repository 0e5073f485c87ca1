import { defineConfig, type UserConfig } from 'tsdown';

/** The tsdown settings that every published package shares: unbundled ESM beside its declarations. */
export const library = ({ entry }: { entry: string[] }): UserConfig =>
  defineConfig({
    entry,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    dts: true,
    fixedExtension: false,
    clean: true,
    logLevel: 'warn',
  });
