/** The ways in which a remote call is taken down, in the order of the table's columns. */
export type FaultKind =
  | 'error'
  | 'throttled'
  | 'silence'
  | 'cut-before'
  | 'cut-after'
  | 'down'
  | 'deaf'
  | 'expired'
  | 'killed-before'
  | 'killed-after';

/**
 * For how long: `once`, until the command asks again; `call`, whenever the command makes that call, until it ends;
 * `all`, every call from that one on, until the command ends.
 */
export type Lasting = 'once' | 'call' | 'all';

export interface FaultColumn {
  readonly kind: FaultKind;
  /** Of the table's column: docs/reliability.md says what it means. */
  readonly title: string;
  readonly lasts: Lasting;
  /** Whether it is tried on calls that change something alone: on others it is the same as the fault before it. */
  readonly changesOnly?: boolean;
}

export const faultKinds: readonly FaultColumn[] = [
  { kind: 'error', title: '500', lasts: 'once' },
  { kind: 'throttled', title: 'slow down', lasts: 'once' },
  { kind: 'silence', title: 'time-out', lasts: 'once' },
  { kind: 'cut-before', title: 'reset before', lasts: 'once' },
  { kind: 'cut-after', title: 'reset after', lasts: 'once', changesOnly: true },
  { kind: 'down', title: 'down', lasts: 'call' },
  { kind: 'deaf', title: 'unheard', lasts: 'call', changesOnly: true },
  { kind: 'expired', title: 'expired', lasts: 'all' },
  { kind: 'killed-before', title: 'kill -9 before', lasts: 'all' },
  { kind: 'killed-after', title: 'kill -9 after', lasts: 'all', changesOnly: true },
];

export function columnOf(kind: FaultKind): FaultColumn {
  const found = faultKinds.find((column) => column.kind === kind);
  if (found === undefined) throw new Error(`There is no fault "${kind}".`);
  return found;
}

export function isKill(kind: FaultKind): boolean {
  return kind === 'killed-before' || kind === 'killed-after';
}
