import { fileURLToPath } from 'node:url';

import { cacheFolder } from '@torchrelay/core';
import { local } from '@torchrelay/local';

import type { CommandContext } from '../../command-line/command-context.ts';
import type { Handler } from '../../command-line/command.ts';
import { exitCodes } from '../../errors/exit-code.ts';
import { openStatusLine } from '../../output/status-line.ts';
import { show } from '../../output/show.ts';
import type { Style } from '../../output/style.ts';
import type { Symbols } from '../../output/symbols.ts';
import { padEnd } from '../../output/width.ts';
import { version } from '../../version.ts';
import type { Check } from './check.ts';
import { checkFolder } from './check-folder.ts';
import { checkNode } from './check-node.ts';
import { checkPython } from './check-python.ts';

/** What `doctor --json` prints. */
export interface DoctorDocument {
  readonly version: string;
  /** Whether everything that is needed is there. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export const run: Handler<object> = async (_, context) => {
  const { out, symbols } = context;
  const checks = await examine(context);
  const ok = checks.every(({ outcome }) => outcome !== 'problem');
  show(context, {
    document: { version, ok, checks } satisfies DoctorDocument,
    lines: () => checks.flatMap((check) => describe(check, { style: out.style, symbols })),
  });
  return ok ? undefined : exitCodes.failed;
};

async function examine({ environment, err, symbols }: CommandContext): Promise<readonly Check[]> {
  const status = openStatusLine(err, symbols);
  status.update(() => 'Asking Python for PyTorch');
  const state = fileURLToPath(await local({ detached: true }).doScope({}));
  try {
    const others = await Promise.all([
      checkPython(environment),
      checkFolder({ name: 'state', path: state, setting: 'TORCHRELAY_HOME' }),
      checkFolder({ name: 'cache', path: cacheFolder(), setting: 'XDG_CACHE_HOME' }),
    ]);
    return [checkNode(), ...others];
  } finally {
    status.clear();
  }
}

const nameWidth = 8;

function describe(
  { name, outcome, message, hint }: Check,
  { style, symbols }: { readonly style: Style; readonly symbols: Symbols },
): string[] {
  const sign = {
    ok: style.green(symbols.done),
    warning: style.yellow(symbols.warning),
    problem: style.red(symbols.failed),
  }[outcome];
  const advice = hint === undefined || outcome === 'ok' ? [] : [`  ${style.cyan('hint:')} ${hint}`];
  return [`${padEnd(sign, 2)} ${padEnd(name, nameWidth)} ${message}`, ...advice];
}
