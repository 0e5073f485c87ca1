import type { RunDetails } from '../../schemas.ts';

/** What the script wrote on one node. */
export interface LogFile {
  /** `user_logs/std_log.txt` */
  readonly path: string;
  /** `node-0` */
  readonly source: string;
  /** Lets in whoever has it: never told to anybody. */
  readonly address: string;
}

/** One file without a number, or one for each process that Azure has started: one a node. _read_: azure-ai-ml. */
const userLog = /^user_logs\/std_log(?:[^\d]*?(\d+))?(?:_\D*)?\.txt$/;

export function logFiles({ logFiles: files = {} }: RunDetails): readonly LogFile[] {
  return Object.entries(files ?? {})
    .flatMap(([path, address]) => {
      const found = userLog.exec(path);
      return found === null ? [] : [{ path, number: Number(found[1] ?? 0), address }];
    })
    .toSorted((a, b) => a.number - b.number)
    .map(({ path, number, address }) => ({ path, source: `node-${number}`, address }));
}
