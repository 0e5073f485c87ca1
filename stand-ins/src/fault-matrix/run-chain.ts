import { deepEqual, equal, ok } from 'node:assert/strict';

import { TorchrelayError } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import { type FaultKind, isKill } from './fault-kind.ts';
import type { FaultAccount, FaultProgram, FaultSubject } from './fault-subject.ts';
import type { VerbProcess, VerbProcesses } from './verb-processes.ts';
import { offsetAfter, runVerb, servedOffset, type Verb, verbs } from './verbs.ts';
import { watchLine } from './watched-line.ts';

/** `done`: the command lived through it. `again`: it failed or was killed, and the same command again finished. */
export type Outcome = 'done' | 'again';

/** What a life without faults looks like: what is called, and what there is afterwards. */
export type Life = Readonly<
  Record<Verb, { readonly calls: readonly string[]; readonly audit: readonly string[] }>
>;

/**
 * One life of a deployment: every verb in turn, with a call taken down, and then said again. Where a fault is over when the
 * call is repeated, several calls are taken down, one after the other.
 */
export interface Chain {
  readonly kind: FaultKind;
  /** A verb without one is only passed through. */
  readonly calls: Readonly<Record<Verb, readonly string[]>>;
}

export interface ChainRun {
  readonly subject: FaultSubject;
  /** Of the chain's own. */
  readonly deployment: string;
  readonly chain: Chain;
  readonly life: Life;
  readonly processes: VerbProcesses;
}

interface Case {
  readonly run: ChainRun;
  readonly verb: Verb;
  readonly account: FaultAccount;
  readonly openTarget: () => Target;
}

/**
 * As far as the store's clock can tell, each command comes two minutes after the one before it: the lease of whoever was
 * killed has ended. Nobody waits for that here.
 */
const laterInMs = 120_000;

/**
 * Takes down one call of each verb, and says the verb again.
 *
 * @throws where a promise is broken; the error says which, and where
 */
export async function runChain(run: ChainRun): Promise<ReadonlyMap<Verb, Outcome>> {
  const { subject, deployment, chain } = run;
  const program = (await import(subject.program)) as FaultProgram;
  await using account = await subject.open(deployment);
  account.line.clockAheadInMs = laterInMs;
  const settings = settingsFor(chain.kind, account);
  const openTarget = (): Target => program.openTarget(settings);
  const outcomes = new Map<Verb, Outcome>();
  for (const verb of verbs) {
    const place = `${verb}, ${chain.calls[verb].join(' and ') || 'no call'}, ${chain.kind}`;
    try {
      const outcome = await runCase({ run, verb, account, openTarget });
      outcomes.set(verb, outcome);
    } catch (error) {
      throw new Error(`${subject.provider}: ${place}: ${describe(error)}`, { cause: error });
    }
  }
  return outcomes;
}

async function runCase(of: Case): Promise<Outcome> {
  const { run, verb, account } = of;
  const outcome = await runFaulty(of);
  if (verb !== 'deploy') await stillServes(of);
  const deployment = run.deployment;
  await runVerb(verb, of.openTarget(), deployment);
  equal(
    await offsetServed(of),
    offsetAfter[verb],
    'what answers is not what the command has deployed',
  );
  deepEqual(
    withoutEndedLease(asKept(await account.audit(), deployment), verb),
    run.life[verb].audit,
    'what is there is not what there would be without the fault',
  );
  return outcome;
}

/**
 * Where the first run had done everything but give its lease back, the second finds nothing to do, and writes nothing: the
 * lease, which has ended, is taken over by the next change, or removed by gc. Only a removal leaves not even that.
 */
function withoutEndedLease(lines: readonly string[], verb: Verb): readonly string[] {
  return verb === 'destroy' ? lines : lines.filter((line) => !line.endsWith('/lease.json'));
}

/** Runs the verb with its call taken down, however it ends. */
async function runFaulty(of: Case): Promise<Outcome> {
  const { run, verb, account } = of;
  const { chain, subject, deployment } = run;
  const calls = chain.calls[verb];
  if (calls.length === 0) return 'done';
  const runner = isKill(chain.kind) ? await run.processes.take() : undefined;
  const fault = { calls, kind: chain.kind, kill: () => runner?.kill() };
  const watch = watchLine({ line: account.line, subject, deployment, fault });
  const outcome =
    runner === undefined
      ? await runHere(of)
      : await runThere(runner, { settings: account.settings, verb, deployment });
  watch.end();
  deepEqual(watch.missed(), [], `not called, but ${watch.calls.join(', ')}`);
  return outcome;
}

async function runThere(
  runner: VerbProcess,
  order: Parameters<VerbProcess['run']>[0],
): Promise<Outcome> {
  equal(await runner.run(order), 'SIGKILL', 'the process ended before it was killed');
  return 'again';
}

async function runHere({ run, verb, openTarget }: Case): Promise<Outcome> {
  try {
    await runVerb(verb, openTarget(), run.deployment);
    return 'done';
  } catch (error) {
    isClear(error, run.chain.kind);
    return 'again';
  }
}

/** What an outage is called, and never a verdict on the model or a defect of ours. */
const codes: Readonly<Record<FaultKind, readonly string[]>> = {
  error: [],
  throttled: [],
  silence: [],
  'cut-before': [],
  'cut-after': [],
  down: ['UNAVAILABLE'],
  deaf: ['UNREACHABLE'],
  expired: ['NO_CREDENTIALS'],
  'killed-before': [],
  'killed-after': [],
};

function isClear(error: unknown, kind: FaultKind): void {
  if (!TorchrelayError.isInstance(error)) throw error;
  const { code, hint = '', message } = error;
  ok(codes[kind].includes(code), `it failed with ${code}: ${message}`);
  ok(hint !== '', `it failed without a hint: ${message}`);
}

/** Side by side: there is always an answer, by the release before or by the new one. */
async function stillServes(of: Case): Promise<void> {
  const { verb } = of;
  const before = verbs[verbs.indexOf(verb) - 1] ?? 'deploy';
  const allowed = [offsetAfter[before], offsetAfter[verb]];
  const offset = await offsetServed(of);
  ok(
    allowed.includes(offset),
    `after the fault ${String(offset)} is served, not ${allowed.join(' or ')}`,
  );
}

async function offsetServed({ openTarget, run, account }: Case): Promise<number | undefined> {
  const target = openTarget();
  try {
    const address = await account.address(target);
    return await servedOffset({ target, name: run.deployment, address });
  } catch (error) {
    // Nobody answers where there is nothing: whether that is right is judged by who asks.
    if (TorchrelayError.isInstance(error)) return undefined;
    throw error;
  }
}

/** A life without faults, for the others to be compared with. */
export async function liveOnce(subject: FaultSubject, deployment: string): Promise<Life> {
  const program = (await import(subject.program)) as FaultProgram;
  await using account = await subject.open(deployment);
  const life: Partial<Record<Verb, Life[Verb]>> = {};
  for (const verb of verbs) {
    const watch = watchLine({ line: account.line, subject, deployment });
    await runVerb(verb, program.openTarget(account.settings), deployment);
    watch.end();
    life[verb] = { calls: watch.calls, audit: asKept(await account.audit(), deployment) };
  }
  deepEqual(life.destroy?.audit, [], 'destroying leaves nothing');
  return life as Life;
}

/** Without what is each deployment's own. */
function asKept(lines: readonly string[], deployment: string): readonly string[] {
  return lines
    .map((line) =>
      line.replaceAll(deployment, 'NAME').replaceAll(/[0-9a-f]{12,64}|-[0-9a-f]{6}$/g, '#'),
    )
    .toSorted();
}

/** Who waits for an answer that never comes should not wait long. */
function settingsFor(kind: FaultKind, { settings }: FaultAccount): FaultAccount['settings'] {
  return kind === 'silence' ? { ...settings, timeoutInMs: 2_000 } : settings;
}

function describe(error: unknown): string {
  if (TorchrelayError.isInstance(error)) return JSON.stringify(error.toJSON());
  return error instanceof Error ? error.message : String(error);
}
