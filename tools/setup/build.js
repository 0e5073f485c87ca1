import { utimesSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { join } from 'node:path';
import { buildStampOf, isBuildFresh } from './build-freshness.js';
import { capture, lastLines } from './capture.js';
import { SetupFailure } from './failure.js';
import { writeStamp } from './stamp.js';

/**
 * Builds every package. turbo knows by content what it has built already, and is asked each time.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, node: string }} where
 * @returns {import('./step.js').Step}
 */
export function buildStep({ root, env, node }) {
  return {
    title: 'Building the packages',
    isDone: () => isBuildFresh(root),
    run: async () => {
      const startedAt = new Date();
      const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
      const { exitCode, output } = await capture(
        node,
        [turbo, 'run', 'build', '--output-logs=errors-only'],
        {
          cwd: root,
          env: { ...env, NO_COLOR: '1' },
        },
      );
      if (exitCode !== 0) {
        throw new SetupFailure({
          message: `The packages do not build.\n\n${lastLines(stripVTControlCharacters(output), 40)}`,
          hint: 'Mend the source above; `npm run build` builds again.',
        });
      }
      writeStamp(buildStampOf(root), 'built');
      // What is saved while the build runs is newer than the build.
      utimesSync(buildStampOf(root), startedAt, startedAt);
    },
  };
}
