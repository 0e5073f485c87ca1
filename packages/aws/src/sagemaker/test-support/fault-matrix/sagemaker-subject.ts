import { fileURLToPath } from 'node:url';

import {
  type Course,
  deploymentCourse,
  type FaultAccount,
  type FaultSubject,
  type SagemakerStandIn,
  startFaultProxy,
} from '@torchrelay/stand-ins';

import { s3Store } from '../../../store/s3-store.ts';
import { nameCall } from './name-call.ts';
import { refusal } from './refusals.ts';

/** `sagemaker()` on the stand-in, with an account of AWS for each deployment. */
export function sagemakerSubject(
  aws: SagemakerStandIn,
  course: Course = deploymentCourse,
  /** Shared by the subjects of one stand-in: each deployment has an account that no other has had. */
  accounts = { next: 0 },
): FaultSubject {
  return {
    provider: 'sagemaker',
    course,
    section: 'sagemaker',
    nameCall,
    isWaiting: (call) => /^sagemaker:Describe(?:Endpoint|TrainingJob)$/.test(call),
    isChanging: (call) => !/:(?:Get|Head|List|Describe|Simulate|Invoke|Filter)/.test(call),
    refusal,
    program: fileURLToPath(new URL('open-target.ts', import.meta.url)),
    open: (deployment) =>
      openAccount(aws, deployment, String(200_000_000_000 + (accounts.next += 1))),
  };
}

async function openAccount(
  aws: SagemakerStandIn,
  deployment: string,
  accountId: string,
): Promise<FaultAccount> {
  const { region, credentials } = aws;
  // It tells accounts apart by this header, or by credentials that would first have to be made.
  const line = await startFaultProxy(aws.endpoint, { headers: { 'x-moto-account-id': accountId } });
  const place = { endpoint: line.url, region, credentials };
  const bucket = `torchrelay-${accountId}-${region}`;
  const store = s3Store({ ...place, bucket, bucketOwner: accountId, prefix: '' });
  return {
    line,
    // Without a role, so that one is made, and without looking up prices, which changes nothing.
    settings: { ...place, lookUp: false },
    address: async () => ({ region }),
    interrupt: (job) => aws.trouble({ interrupt: [job] }),
    async audit() {
      const resources = (await aws.resources()).filter((resource) => isOf(resource, deployment));
      const made = [...resources, ...(await rolesIn(line.url))];
      const { exists } = await store.doObserve({});
      if (!exists) return made;
      return [
        ...made,
        ...(await Array.fromAsync(store.doList('', {}), ({ key }) => `object ${key}`)),
        ...(await Array.fromAsync(store.doListUploads({}), ({ key }) => `upload ${key}`)),
      ];
    },
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  };
}

/** Every role of the account's. */
async function rolesIn(url: string): Promise<readonly string[]> {
  const scope = 'AKIASTANDIN/20260101/us-east-1/iam/aws4_request';
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host` },
    body: new URLSearchParams({ Action: 'ListRoles', Version: '2010-05-08' }),
  });
  const names = (await response.text()).matchAll(/<RoleName>(.*?)<\/RoleName>/g);
  return [...names].map(([, name]) => `role ${name}`);
}

/** `model chain-1-…` is of chain-1, and `model chain-12-…` is not. */
function isOf(resource: string, deployment: string): boolean {
  return ` ${resource} `.replaceAll('-', ' ').includes(` ${deployment.replaceAll('-', ' ')} `);
}
