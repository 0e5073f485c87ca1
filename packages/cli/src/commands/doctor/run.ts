import { fileURLToPath } from 'node:url';

import { cacheFolder } from '@torchrelay/core/target-utils';
import { local } from '@torchrelay/local';

import type { CommandContext } from '../../command-line/command-context.ts';
import type { Handler } from '../../command-line/command.ts';
import { exitCodes } from '../../errors/exit-code.ts';
import { columnsFor } from '../../output/channel.ts';
import { openStatusLine } from '../../output/status-line.ts';
import { show } from '../../output/show.ts';
import { version } from '../../version.ts';
import type { Check } from './check.ts';
import { checkClouds } from './check-clouds.ts';
import { checkConfigFile } from './check-config-file.ts';
import { checkFolder } from './check-folder.ts';
import { checkNode } from './check-node.ts';
import { checkPython } from './check-python.ts';
import { checkTarget } from './check-target.ts';
import type { DoctorValues } from './command.ts';
import { describeAll } from './describe-checks.ts';

/** What `doctor --json` prints. */
export interface DoctorDocument {
  readonly version: string;
  /** Whether everything that is needed is there. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export const run: Handler<DoctorValues> = async ({ target: targets }, context) => {
  const { out, symbols } = context;
  const checks = await examine(targets, context);
  const ok = checks.every(({ outcome }) => outcome !== 'problem');
  show(context, {
    document: { version, ok, checks } satisfies DoctorDocument,
    lines: () => describeAll(checks, { style: out.style, symbols, columns: columnsFor(out) }),
  });
  return ok ? undefined : exitCodes.failed;
};

async function examine(
  targets: readonly string[],
  context: CommandContext,
): Promise<readonly Check[]> {
  const { environment, err, symbols } = context;
  const status = openStatusLine(err, symbols);
  status.update(() => 'Asking Python for PyTorch');
  const state = fileURLToPath(await local({ detached: true }).doScope({}));
  try {
    const others = await Promise.all([
      checkPython(environment),
      checkFolder({ name: 'state', path: state, setting: 'TORCHRELAY_HOME' }),
      checkFolder({ name: 'cache', path: cacheFolder(), setting: 'XDG_CACHE_HOME' }),
    ]);
    const own = [
      checkNode(),
      ...others.map((check) => (servesHere(targets) ? check : lessNeeded(check))),
      ...checkClouds(environment),
      ...(await checkConfigFile(context)),
    ];
    // The config file names what is not named.
    const places: Check[][] = [];
    for (const uri of new Set(targets)) {
      status.update(() => `Asking ${uri}`);
      places.push([...(await checkTarget(uri, context))]);
    }
    return [...own, ...places.flat()];
  } finally {
    status.clear();
  }
}

/** PyTorch is needed to serve on this machine; for a cloud it only tries a model out beforehand. */
function servesHere(targets: readonly string[]): boolean {
  return targets.length === 0 || targets.includes('local');
}

function lessNeeded(check: Check): Check {
  const isPython = check.name === 'PyTorch' && check.outcome === 'problem';
  return isPython ? { ...check, outcome: 'warning' } : check;
}
