import { fromBytes } from '../src/index.ts';
import type { ByteSource } from '../src/index.ts';
import { type TestArchive, type TestRecord, writeArchive } from './write-archive.ts';
import { dict, global, object, pickle, type Plain, tensor, tuple } from './write-pickle.ts';

/** A linear layer, the least that is a TorchScript model. */
export const tinyCode: string = [
  'class Tiny(Module):',
  '  __parameters__ = ["weight", ]',
  '  __buffers__ = []',
  '  weight : Tensor',
  '  training : bool',
  '  def forward(self: __torch__.Tiny,',
  '    x: Tensor) -> Tensor:',
  '    weight = self.weight',
  '    return torch.linear(x, weight)',
  '',
].join('\n');

export const tinyState: Readonly<Record<string, Plain>> = {
  weight: tensor({ shape: [2, 3], requiresGrad: true }),
  training: false,
};

export interface TinyModel {
  readonly code?: string;
  readonly state?: Plain;
  /** The whole of `data.pkl`. */
  readonly data?: Uint8Array;
  readonly constants?: Uint8Array;
  /** Bytes of `data/0`. */
  readonly weights?: Uint8Array;
  readonly version?: string;
  /** More records, without the root folder. */
  readonly more?: readonly TestRecord[];
  /** Changes to records, by name without the root folder; `undefined` leaves one out. */
  readonly change?: Readonly<Record<string, Partial<TestRecord> | undefined>>;
  readonly archive?: Omit<TestArchive, 'records'>;
}

/** A TorchScript archive made here, so that every byte of it can be wrong on purpose. */
export function tinyBytes({
  code = tinyCode,
  state = dict(tinyState),
  data = pickle(object(global('__torch__', 'Tiny'), state)),
  constants = pickle(tuple()),
  weights = new Uint8Array(24),
  version = '3\n',
  more = [],
  change = {},
  archive = {},
}: TinyModel = {}): Uint8Array {
  const records: readonly TestRecord[] = [
    { name: 'data.pkl', bytes: data },
    { name: 'code/__torch__.py', bytes: code, deflate: true },
    { name: 'constants.pkl', bytes: constants },
    { name: 'data/0', bytes: weights },
    { name: 'version', bytes: version },
    ...more,
  ];
  return writeArchive({
    records: records.flatMap((record) => changed(record, change)),
    ...archive,
  });
}

function changed(
  record: TestRecord,
  change: NonNullable<TinyModel['change']>,
): readonly TestRecord[] {
  const rooted = (name: string): string => (name.startsWith('/') ? name.slice(1) : `tiny/${name}`);
  if (record.name in change && change[record.name] === undefined) return [];
  const { name, ...rest } = { ...record, ...change[record.name] };
  return [{ ...rest, name: rooted(name) }];
}

export function tinyModel(settings: TinyModel = {}): ByteSource {
  return fromBytes('tiny.pt', tinyBytes(settings));
}
