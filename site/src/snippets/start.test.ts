import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { createSandbox } from '../../../packages/cli/src/test-support/run-command.ts';
import { servingPython } from '../../../packages/cli/src/test-support/serving-python.ts';
import { masked, runTranscript } from './run-transcript.ts';
import { startBlocks, startModel } from './start-page.ts';

// It serves a model for real, and may share its two cores with every other test.
vi.setConfig({ testTimeout: 300_000 });

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

test('the page that everybody reads first says what its commands print', async () => {
  writeFileSync(join(sandbox.folder, 'colours.py'), startModel());
  execFileSync(servingPython(), ['-W', 'ignore', 'colours.py'], { cwd: sandbox.folder });
  const transcripts = startBlocks().filter(({ words }) => words.includes('run'));
  expect(transcripts.length).toBeGreaterThan(4);
  const printed: string[] = [];
  for (const block of transcripts) printed.push(await runTranscript(block, sandbox));
  expect(printed).toEqual(transcripts.map(({ code }) => masked(code)));
});
