import type { Fault, FaultProxy, ProxiedRequest } from '../http/fault-proxy.ts';
import { columnOf, type FaultKind } from './fault-kind.ts';
import type { FaultSubject } from './fault-subject.ts';

export interface PlannedFault {
  readonly call: string;
  readonly kind: FaultKind;
  /** Ends the process that makes the calls. */
  readonly kill: () => void;
}

export interface Watch {
  /** Every call that was made, in order, each once: `s3:GetObject names/NAME/lease.json (2)`. */
  readonly calls: readonly string[];
  /** Whether the call came that was to be taken down. */
  hasStruck(): boolean;
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
  let struck = false;

  const identify = (name: string): string => {
    const isSame = name === latest && subject.isWaiting(name);
    const count = (counts.get(name) ?? 0) + (isSame ? 0 : 1);
    counts.set(name, count);
    latest = name;
    const call = count === 1 ? name : `${name} (${count})`;
    if (!isSame) calls.push(call);
    return call;
  };

  const isMeant = (call: string, name: string, { kind, ...planned }: PlannedFault): boolean => {
    if (!struck) return (struck = call === planned.call);
    const { lasts } = columnOf(kind);
    return lasts === 'all' || (lasts === 'call' && name === nameIn(planned.call));
  };

  line.fault = (request) => {
    const name = subject.nameCall(request, deployment);
    const call = identify(name);
    if (fault === undefined || !isMeant(call, name, fault)) return undefined;
    return faultOf(fault, request, subject);
  };
  return {
    calls,
    hasStruck: () => struck,
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
  switch (kind) {
    case 'error':
    case 'down':
      return refusal('error', request);
    case 'throttled':
      return refusal('throttled', request);
    case 'expired':
      return refusal('expired', request);
    case 'silence':
      return 'hang';
    case 'cut-before':
      return 'cut-before';
    case 'cut-after':
    case 'deaf':
      return 'cut-after';
    case 'killed-before':
      return { cut: 'before', onCut: kill };
    case 'killed-after':
      return { cut: 'after', onCut: kill };
  }
}
