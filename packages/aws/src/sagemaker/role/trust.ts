/** Who may take the role on: SageMaker, on behalf of this account alone. */
export function trustPolicy(accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ],
  });
}

const service = 'sagemaker.amazonaws.com';

interface TrustStatement {
  readonly Effect?: string;
  readonly Principal?: { readonly Service?: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly Condition?: {
    readonly StringEquals?: Readonly<Record<string, string | readonly string[]>>;
  };
}

/**
 * Whether a trust policy lets SageMaker take the role on for this account. Of its conditions only the account is
 * judged; AWS judges the others.
 *
 * @param document as IAM gives it: JSON, encoded like a URL
 */
export function trustsSagemaker(document: string, accountId: string): boolean {
  const { Statement: statements = [] } = JSON.parse(decodeURIComponent(document)) as {
    readonly Statement?: TrustStatement | readonly TrustStatement[];
  };
  return listOf(statements).some((statement) => allows(statement, accountId));
}

function allows(
  { Effect, Principal, Action, Condition }: TrustStatement,
  accountId: string,
): boolean {
  const account = Condition?.StringEquals?.['aws:SourceAccount'];
  return (
    Effect === 'Allow' &&
    listOf(Principal?.Service ?? []).includes(service) &&
    listOf(Action ?? []).some((action) => ['sts:AssumeRole', 'sts:*', '*'].includes(action)) &&
    (account === undefined || listOf(account).includes(accountId))
  );
}

/** IAM's documents have one thing where a list has one. */
function listOf<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}
