/** What a request is about: for messages, without a signature. */
export interface BlobPlace {
  /** `account.blob.core.windows.net`; the path too where the account is named there. */
  readonly account: string;
  readonly container: string;
  /** The blob's name in full, or what the names in a listing begin with. */
  readonly blob?: string;
}

export function placeOf({
  accountUrl,
  container,
  blob,
}: {
  readonly accountUrl: string;
  readonly container: string;
  readonly blob?: string;
}): BlobPlace {
  const { host, pathname } = new URL(accountUrl);
  const account = host + pathname.replace(/\/+$/, '');
  return { account, container, ...(blob !== undefined && { blob }) };
}

/** `container models of account.blob.core.windows.net` */
export function describeContainer({ account, container }: BlobPlace): string {
  return `container ${container} of ${account}`;
}
