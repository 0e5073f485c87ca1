/** Something that could not be looked up. It stops nothing: a fact is missing, or older. */
export interface LookUpWarning {
  readonly code: 'permission-missing' | 'no-credentials' | 'look-up-failed';
  readonly message: string;
  /** The permissions that would help: `pricing:GetProducts`. */
  readonly permissions: readonly string[];
}

/** How AWS's services say that a caller may not do something. */
const denials: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
]);

export function lookUpWarning({
  what,
  permissions,
  error,
  instead,
}: {
  /** What was looked up: `prices in us-east-1`. */
  readonly what: string;
  readonly permissions: readonly string[];
  readonly error: unknown;
  /** What is used in place of it, as a sentence. */
  readonly instead: string;
}): LookUpWarning {
  const { code, sentence } = reasonOf({ what, permissions, error });
  return { code, message: `${sentence} ${instead}`, permissions };
}

function reasonOf({
  what,
  permissions,
  error,
}: Omit<Parameters<typeof lookUpWarning>[0], 'instead'>): {
  readonly code: LookUpWarning['code'];
  readonly sentence: string;
} {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const needed = permissions.join(', ');
  if (denials.has(name)) {
    return { code: 'permission-missing', sentence: `May not look up ${what}: allow ${needed}.` };
  }
  if (name === 'CredentialsProviderError') {
    return { code: 'no-credentials', sentence: `Did not look up ${what}: not signed in to AWS.` };
  }
  const reason = message.replace(/\.?\s*$/, '');
  return { code: 'look-up-failed', sentence: `Could not look up ${what}: ${reason}.` };
}
