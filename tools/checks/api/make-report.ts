import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

export interface ReportRequest {
  /** Of the package, built. */
  readonly folder: string;
  /** Its declarations, like `dist/index.d.ts`. */
  readonly types: string;
  /** Where the report is kept. */
  readonly kept: string;
  /** Whether a report that has changed replaces the one that is kept. */
  readonly write: boolean;
}

const nodeTypes = dirname(
  dirname(createRequire(import.meta.url).resolve('@types/node/package.json')),
);

/** Writes down all that users see of one entry, and says whether it is what is kept. */
export function isReportKept({ folder, types, kept, write }: ReportRequest): boolean {
  const temporary = join(folder, 'node_modules', '.api');
  mkdirSync(dirname(kept), { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, types),
      // Its own TypeScript reads the declarations; ours has no interface for programs.
      compiler: { overrideTsconfig: { compilerOptions } },
      apiReport: {
        enabled: true,
        reportFileName: kept.slice(dirname(kept).length + 1),
        reportFolder: dirname(kept),
        reportTempFolder: temporary,
        // Types that are only reached through others are part of what users see.
        includeForgottenExports: true,
      },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' as never } },
        tsdocMessageReporting: { default: { logLevel: 'none' as never } },
      },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => (message.handled = true),
  });
  return !apiReportChanged;
}

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ['node'],
  typeRoots: [nodeTypes],
};
