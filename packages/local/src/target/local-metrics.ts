import type { MetricSeries, MetricWindow } from '@torchrelay/core/target';

import { findServer } from '../server/spawn-server.ts';

/** What the server counted since it was started. One that has ended has forgotten it. */
export async function localMetrics(
  runtimeDirectory: string,
  window: MetricWindow,
): Promise<readonly MetricSeries[]> {
  const server = findServer({ runtimeDirectory });
  return server === undefined ? [] : server.control.metrics(window);
}
