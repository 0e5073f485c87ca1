import type { Job, Step, TrainSpec } from '@torchrelay/core/target';

import { isUnderWay } from './is-under-way.ts';

/** An attempt is one process that looks after the others; there is nothing else to make. */
export function planJob(want: TrainSpec | undefined, live: Job | undefined): readonly Step[] {
  if (want !== undefined) return live === undefined ? [startStep(want)] : [];
  return live !== undefined && isUnderWay(live) ? [stopStep(live)] : [];
}

function startStep(spec: TrainSpec): Step {
  const { id, nodes, processesPerNode, digest } = spec;
  return {
    id: `job/${id}`,
    action: 'create',
    kind: 'job',
    target: id,
    after: [],
    inputs: { spec: JSON.parse(JSON.stringify(spec)) },
    changes: [
      { path: 'job', after: digest },
      { path: 'nodes', after: nodes },
      { path: 'processesPerNode', after: processesPerNode },
    ],
    permissions: [],
  };
}

function stopStep({ id, state }: Job): Step {
  return {
    id: `job/${id}`,
    action: 'stop',
    kind: 'job',
    target: id,
    after: [],
    inputs: {},
    changes: [{ path: 'state', before: state, after: 'stopped' }],
    permissions: [],
  };
}
