import type { LogLine } from '@torchrelay/core/target';

import { type LoggedLines, logLines } from './log-lines.ts';

export type EndpointLogs = Omit<LoggedLines, 'group' | 'streamPrefix' | 'isOver'>;

/** What the containers of an endpoint have written. */
export function endpointLogs(request: EndpointLogs): AsyncIterable<LogLine> {
  return logLines({ ...request, group: logGroupOf(request.name) });
}

export function logGroupOf(name: string): string {
  return `/aws/sagemaker/Endpoints/${name}`;
}
