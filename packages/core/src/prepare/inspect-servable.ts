import { type ByteSource, inspect, type TorchscriptModel } from '@torchrelay/torchscript';

import type { Call } from '../target/call.ts';
import type { Engine } from '../target/serving.ts';
import { checkFindings, checkServable } from './check-servable.ts';
import { notTorchscript } from './not-torchscript.ts';

/**
 * Reads a model, and stops at what can be told from the file alone.
 *
 * @throws ModelFileError when the file cannot be read, or is something else than TorchScript
 * @throws TorchrelayError `MODEL_DANGEROUS`, `MODEL_NOT_SERVABLE`
 */
export async function inspectServable({
  source,
  engine,
  allowFindings,
  call = {},
}: {
  readonly source: string | ByteSource;
  readonly engine?: Engine['kind'] | undefined;
  readonly allowFindings?: readonly string[] | undefined;
  readonly call?: Call | undefined;
}): Promise<TorchscriptModel> {
  const model = await inspect(source, { abortSignal: call.abortSignal });
  if (model.format !== 'torchscript') throw notTorchscript(model.name);
  checkFindings({ model, allowFindings });
  checkServable({ engine, model });
  return model;
}
