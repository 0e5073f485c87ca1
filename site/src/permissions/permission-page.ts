import type { JsonObject } from '@torchrelay/core/target';
import type { Policies } from './ask-policies.ts';

/** What `--policy` prints, in tables. */
export function permissionPage(policies: Policies): string {
  const { sagemaker, sagemakerOperating, sagemakerTraining, azureml, azuremlTraining } = policies;
  return [
    ...head,
    '## Amazon SageMaker',
    '',
    'A first deployment called `adder`, in an account with nothing of torchrelay in it:',
    '',
    ...statementTable(statementsOf(sagemaker)),
    '',
    'With a rule for autoscaling and a time limit, besides:',
    '',
    ...statementTable(newStatements(sagemakerOperating, sagemaker)),
    '',
    'A first training job called `digits`, besides:',
    '',
    ...statementTable(newStatements(sagemakerTraining, sagemaker)),
    '',
    ...askers,
    '## Azure Machine Learning',
    '',
    'The role that a first deployment needs, assigned on the workspace and on its storage account:',
    '',
    ...list(azureml['Actions']),
    '',
    'and on the data of its storage account:',
    '',
    ...list(azureml['DataActions']),
    '',
    'A first training job called `digits`, besides:',
    '',
    ...list(newActions(azuremlTraining, azureml)),
    '',
    ...azureRoles,
  ].join('\n');
}

/** One permission on one thing. */
interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** In the words of IAM; our policies have lists everywhere. */
function statementsOf(policy: JsonObject): Grant[] {
  const { Statement: statements } = policy as {
    readonly Statement: readonly { readonly Action: string[]; readonly Resource: string[] }[];
  };
  return statements.flatMap(({ Action: actions, Resource: resources }) =>
    actions.flatMap((action) => resources.map((resource) => ({ action, resource }))),
  );
}

function newStatements(policy: JsonObject, known: JsonObject): Grant[] {
  const keys = new Set(statementsOf(known).map((grant) => JSON.stringify(grant)));
  return statementsOf(policy).filter((grant) => !keys.has(JSON.stringify(grant)));
}

function statementTable(grants: readonly Grant[]): string[] {
  const byService = Map.groupBy(grants, ({ action, resource }) =>
    [action.split(':')[0], resource].join(' '),
  );
  return [
    '| may | on |',
    '| --- | --- |',
    ...[...byService.values()].map(
      (group) =>
        `| ${group.map(({ action }) => `\`${action}\``).join(', ')} | \`${group[0]?.resource}\` |`,
    ),
  ];
}

function newActions(role: JsonObject, known: JsonObject): string[] {
  const { Actions: actions } = role as { readonly Actions: readonly string[] };
  const { Actions: others } = known as { readonly Actions: readonly string[] };
  return actions.filter((action) => !others.includes(action));
}

function list(items: unknown): string[] {
  return (items as readonly string[]).map((item) => `- \`${item}\``);
}

const head = [
  '<!-- Made by `npm run docs:write` from what `torchrelay plan --policy` prints: change it in the targets. -->',
  '',
  '# Permissions and roles',
  '',
  'Each step of a plan says what it needs, so a policy can be printed that has this and no more:',
  '',
  '```sh',
  'torchrelay plan model.pt --name adder --target sagemaker://us-east-1 --policy > policy.json',
  'torchrelay plan model.pt --name adder --target azureml://SUBSCRIPTION/GROUP/WORKSPACE --policy > role.json',
  '```',
  '',
  'The tables below were made so, against the [stand-ins](../../stand-ins/README.md) (_stand-in_). That these actions',
  'suffice on a real account was not tried; the names of the actions are those of the requests that are sent (_read_).',
  'Whoever lacks one is told its name, and what may not be looked at (prices, quotas, roles) is a warning and no failure.',
  '',
];

const askers = [
  '**Who may only ask** needs `sagemaker:InvokeEndpoint` on the endpoint, and for an asynchronous one',
  '`sagemaker:InvokeEndpointAsync` and its folder of the bucket: [Amazon SageMaker](../aws.md#who-may-only-ask).',
  '',
  '**The role that SageMaker takes on** is another one. torchrelay makes it per name, or checks the one that is given:',
  '[The execution role](../aws.md#the-execution-role).',
  '',
];

const azureRoles = [
  'Of the roles that Azure brings, `AzureML Data Scientist` on the workspace and `Storage Blob Data Contributor` on its',
  'storage account are the nearest (_read_: their definitions allow more than this).',
  '',
];
