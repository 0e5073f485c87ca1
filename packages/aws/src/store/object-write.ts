import type { RangeSource, WriteOptions } from '@torchrelay/core/target';

import type { KeyRequest } from './object-head.ts';

export interface ObjectWrite extends KeyRequest {
  readonly source: RangeSource;
  readonly options: WriteOptions;
}

/** As S3 takes it, with an object that is written in one request and with one that is completed. */
export function conditionOf({ ifAbsent = false, ifMatch }: WriteOptions): {
  readonly IfNoneMatch?: '*';
  readonly IfMatch?: string;
} {
  return {
    ...(ifAbsent && { IfNoneMatch: '*' }),
    ...(ifMatch !== undefined && { IfMatch: ifMatch }),
  };
}
