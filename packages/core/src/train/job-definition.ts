import type { JsonObject } from '../target/json.ts';
import type { DataMode } from '../target/training.ts';
import type { RemoteFolder } from './data/remote-folder.ts';

/** A folder with an entry script of plain PyTorch, and what it needs. The same on every target. */
export interface JobDefinition {
  /** 3 to 32 of `a-z 0-9 -`, starting with a letter. Attempts, checkpoints and results are kept under it. */
  readonly name: string;
  /** The folder of the code. What its `.gitignore` files name stays here, and so do `.git` and `__pycache__`. */
  readonly source: string;
  /** Inside the folder, with `/` between: `train.py`. */
  readonly entry: string;
  /** The script's `sys.argv[1:]`, byte for byte: they pass through no shell. */
  readonly args?: readonly string[];
  /**
   * By name, which the script finds as `TORCHRELAY_DATA_<NAME>`: a folder of this machine, a URI that the target can
   * read, or another cloud's folder, which is copied.
   */
  readonly data?: Readonly<Record<string, DataDefinition>>;
  /** For the script. Never secrets: whoever may describe the job sees them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment names to references into the target's own secret store. Their values are read where the job runs. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** In the words of `deploy`: `A100`, `A100-80GB`, `80GB+`, `cpu`, `auto`. */
  readonly accelerator?: string | readonly string[];
  /** At least so many on each node. */
  readonly gpusPerNode?: number;
  /** @default 1 */
  readonly nodes?: number;
  /** @default one per GPU, or one */
  readonly processesPerNode?: number;
  /** Take capacity that may be taken back: the job goes on from its last checkpoint then. @default false */
  readonly spot?: boolean;
  /** In milliseconds, of one attempt. @default one day */
  readonly maxRunTimeInMs?: number;
  /** In milliseconds: how long the job may wait for its nodes. @default one day */
  readonly maxWaitInMs?: number;
  /** An image of the user's, with Python and PyTorch, in place of the target's own. */
  readonly image?: string;
  /** Where the target has several. */
  readonly regions?: readonly string[];
  /** US dollars per hour for all nodes together. */
  readonly maxUsdPerHour?: number;
  /** With `maxUsdPerHour`: take also what has no known price. */
  readonly allowUnknownPrice?: boolean;
  /** Offers, or instance types, that must not be taken. */
  readonly excludes?: readonly string[];
  /** What only this provider understands. */
  readonly providerOptions?: JsonObject;
}

/**
 * A folder, a URI, what is to be copied from where the target cannot read (`s3Folder('s3://bucket/images/')`), or any of
 * them with how it is brought.
 */
export type DataDefinition =
  | string
  | RemoteFolder
  | { readonly from: string | RemoteFolder; readonly mode?: DataMode };
