import {
  findAwsCredentials,
  findAzureCredentials,
  type FoundCredentials,
} from '../../clouds/find-credentials.ts';
import type { Environment } from '../../command-line/command-context.ts';
import type { Check } from './check.ts';

/** Whether somebody is signed in, as far as this machine tells: nobody is asked. */
export function checkClouds(environment: Environment): readonly Check[] {
  return [
    checkCloud('AWS', findAwsCredentials(environment), {
      signIn:
        'aws sso login, with the profile in AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      target: 'sagemaker://us-east-1',
    }),
    checkCloud('Azure', findAzureCredentials(environment), {
      signIn: 'az login',
      target: 'azureml://SUBSCRIPTION/GROUP/WORKSPACE',
    }),
  ];
}

function checkCloud(
  name: string,
  found: FoundCredentials | undefined,
  { signIn, target }: { readonly signIn: string; readonly target: string },
): Check {
  if (found === undefined) {
    const message = `nobody is signed in, which only targets such as ${target} need`;
    return { name, outcome: 'absent', message, hint: `Sign in: ${signIn}` };
  }
  return {
    name,
    outcome: 'ok',
    message: `signed in by ${found.by}, not tried; try: torchrelay doctor --target ${found.region && name === 'AWS' ? `sagemaker://${found.region}` : target}`,
  };
}
