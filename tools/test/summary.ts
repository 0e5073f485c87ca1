import { existsSync, readFileSync } from 'node:fs';

/** What we read of vitest's JSON report. */
export interface TestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Reads vitest's JSON report; there is none if vitest could not even start. */
export function readReport(file: string): TestReport {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] };
}

/**
 * One line, `N passed, N failed`, and the skipped ones if there are any.
 *
 * A file that breaks outside of its tests counts as one failure, and so does a runner that fails outside of its files:
 * a run that failed never reads as `0 failed`.
 */
export function summarise({
  report,
  hasRunnerFailed,
}: {
  report: TestReport;
  hasRunnerFailed: boolean;
}): string {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const [passed, failedTests] = [count('passed'), count('failed')];
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const failed = failedTests + brokenFiles;
  const skipped = tests.length - passed - failedTests;
  const line = `${passed} passed, ${hasRunnerFailed ? Math.max(failed, 1) : failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
