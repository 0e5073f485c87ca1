import { deepEqual, equal, ok } from 'node:assert/strict';

import { TorchrelayError } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import { type FaultKind, isKill } from './fault-kind.ts';
import type { FaultAccount, FaultProgram, FaultSubject } from './fault-subject.ts';
import type { VerbProcess, VerbProcesses } from './verb-processes.ts';
import { commandOf, type Verb } from './course.ts';
import { runVerb } from './courses.ts';
import { servedOffset } from './served-offset.ts';
import { watchLine } from './watched-line.ts';

/** `done`: the command lived through it. `again`: it failed or was killed, and the same command again finished. */
export type Outcome = 'done' | 'again';

/** What a life without faults looks like: what is called, and what there is afterwards. */
export type Life = ReadonlyMap<Verb, LifePart>;

export interface LifePart {
  readonly calls: readonly string[];
  readonly audit: readonly string[];
}

/**
 * One life of a deployment: every verb in turn, with a call taken down, and then said again. Where a fault is over when the
 * call is repeated, several calls are taken down, one after the other.
 */
export interface Chain {
  readonly kind: FaultKind;
  /** A verb without one is only passed through. */
  readonly calls: ReadonlyMap<Verb, readonly string[]>;
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
  for (const verb of subject.course.verbs) {
    const place = `${verb}, ${callsOf(chain, verb).join(' and ') || 'no call'}, ${chain.kind}`;
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
  const { course } = run.subject;
  const { prepare, settle, offset } = commandOf(course, verb);
  const deployment = run.deployment;
  await prepare?.(of.openTarget(), deployment, account);
  const outcome = await runFaulty(of);
  if (verb !== course.verbs[0]) await stillServes(of);
  await runVerb(verb, of.openTarget(), deployment);
  await settle?.(of.openTarget(), deployment);
  equal(await offsetServed(of), offset, 'what answers is not what the command has deployed');
  deepEqual(
    withoutEndedLease(asKept(await account.audit(), deployment), verb),
    run.life.get(verb)?.audit,
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
  const calls = callsOf(chain, verb);
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
  const { course } = of.run.subject;
  const before = course.verbs[course.verbs.indexOf(of.verb) - 1] ?? of.verb;
  const allowed = [before, of.verb].map((verb) => commandOf(course, verb).offset);
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
  const { course } = subject;
  const life = new Map<Verb, LifePart>();
  const openTarget = (): Target => program.openTarget(account.settings);
  let audit: readonly string[] = [];
  for (const verb of course.verbs) {
    const { prepare, settle } = commandOf(course, verb);
    await prepare?.(openTarget(), deployment, account);
    const watch = watchLine({ line: account.line, subject, deployment });
    await runVerb(verb, openTarget(), deployment);
    watch.end();
    await settle?.(openTarget(), deployment);
    audit = asKept(await account.audit(), deployment);
    life.set(verb, { calls: watch.calls, audit });
  }
  deepEqual(course.leftovers(audit), [], 'the last command leaves what should be gone');
  return life;
}

function callsOf({ calls }: Chain, verb: Verb): readonly string[] {
  return calls.get(verb) ?? [];
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
