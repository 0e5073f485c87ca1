import type { BigIntStats } from 'node:fs';

/** What tells a file's content apart without reading it. Times are nanoseconds since 1970, in decimal. */
export interface FileIdentity {
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  readonly modifiedAt: string;
  /** When content or attributes changed: unlike `modifiedAt`, no tool sets it back. */
  readonly changedAt: string;
}

export function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileIdentity {
  return {
    device: String(dev),
    inode: String(ino),
    size: Number(size),
    modifiedAt: String(mtimeNs),
    changedAt: String(ctimeNs),
  };
}

/** Whether two looks found the same file with the same content. A mere `chmod` or new link is no change. */
export function sameFile(a: FileIdentity, b: FileIdentity): boolean {
  return (
    a.device === b.device &&
    a.inode === b.inode &&
    a.size === b.size &&
    a.modifiedAt === b.modifiedAt
  );
}

/** Whether two looks found a file that was not even touched in between. */
export function untouched(a: FileIdentity, b: FileIdentity): boolean {
  return sameFile(a, b) && a.changedAt === b.changedAt;
}

/** When it last changed in any way, in milliseconds since 1970. */
export function lastTouchedAt({ modifiedAt, changedAt }: FileIdentity): number {
  const nanoseconds =
    BigInt(modifiedAt) > BigInt(changedAt) ? BigInt(modifiedAt) : BigInt(changedAt);
  return Number(nanoseconds / 1_000_000n);
}
