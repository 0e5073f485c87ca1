import type { Fault, FaultProxy, ProxiedRequest } from '../http/fault-proxy.ts';
import { columnOf, type FaultKind } from './fault-kind.ts';
import type { FaultSubject } from './fault-subject.ts';

export interface PlannedFault {
  /** One; or several, where the fault is over when the call is repeated. */
  readonly calls: readonly string[];
  readonly kind: FaultKind;
  /** Ends the process that makes the calls. */
  readonly kill: () => void;
}

export interface Watch {
  /** Every call that was made, in order, each once: `s3:GetObject names/NAME/lease.json (2)`. */
  readonly calls: readonly string[];
  /** The calls that were to be taken down, and never came. */
  missed(): readonly string[];
  /** From now on everything passes, and nothing is counted. */
  end(): void;
}

/** Names and counts what passes a line, and takes down what it is told to. */
export function watchLine({
  line,
  subject,
  deployment,
  fault,
}: {
  readonly line: FaultProxy;
  readonly subject: FaultSubject;
  readonly deployment: string;
  readonly fault?: PlannedFault | undefined;
}): Watch {
  const calls: string[] = [];
  const counts = new Map<string, number>();
  let latest = '';
  const turns = new Set<string>();
  const struck = new Set<string>();

  const identify = (name: string): string => {
    const isTurn = subject.isTurn?.(name) === true;
    const isSame = isTurn ? turns.has(name) : name === latest && subject.isWaiting(name);
    if (isTurn) turns.add(name);
    else turns.clear();
    const count = (counts.get(name) ?? 0) + (isSame ? 0 : 1);
    counts.set(name, count);
    latest = name;
    const call = count === 1 ? name : `${name} (${count})`;
    if (!isSame) calls.push(call);
    return call;
  };

  const isMeant = (call: string, name: string, { kind, calls: meant }: PlannedFault): boolean => {
    const { lasts } = columnOf(kind);
    const [first = ''] = meant;
    const isFirst = meant.includes(call) && !struck.has(call);
    if (isFirst) struck.add(call);
    if (lasts === 'once') return isFirst;
    return struck.has(first) && (lasts === 'all' || name === nameIn(first));
  };

  line.fault = (request) => {
    const name = subject.nameCall(request, deployment);
    const call = identify(name);
    if (fault === undefined || !isMeant(call, name, fault)) return undefined;
    return faultOf(fault, request, subject);
  };
  return {
    calls,
    missed: () => (fault?.calls ?? []).filter((call) => !struck.has(call)),
    end() {
      line.fault = () => undefined;
    },
  };
}

/** Without how often it had been made. */
function nameIn(call: string): string {
  return call.replace(/ \(\d+\)$/, '');
}

function faultOf(
  { kind, kill }: PlannedFault,
  request: ProxiedRequest,
  { refusal }: FaultSubject,
): Fault {
  const faults: Readonly<Record<FaultKind, () => Fault>> = {
    error: () => refusal('error', request),
    down: () => refusal('error', request),
    throttled: () => refusal('throttled', request),
    expired: () => refusal('expired', request),
    silence: () => 'hang',
    'cut-before': () => 'cut-before',
    'cut-after': () => 'cut-after',
    deaf: () => 'cut-after',
    'killed-before': () => ({ cut: 'before', onCut: kill }),
    'killed-after': () => ({ cut: 'after', onCut: kill }),
  };
  return faults[kind]();
}
