import { S3 } from '@aws-sdk/client-s3';

import type { ContainerRequest, StartContainer } from '../containers/container.ts';
import { type ContainerHost, startContainerHost } from '../containers/container-host.ts';
import { type AwsStandIn, startAws } from './aws.ts';

/** AWS with SageMaker's endpoints, which run containers on this machine. */
export interface SagemakerStandIn extends AwsStandIn {
  readonly containers: ContainerHost;
  /** ARN of a role that SageMaker may take on and that reads everything. */
  readonly role: string;
  /** Makes the platform misbehave from now on. */
  trouble(trouble: SagemakerTrouble): Promise<void>;
  /** Every endpoint, configuration, model, job and alarm that there is, a line each. */
  resources(): Promise<readonly string[]>;
}

export interface SagemakerTrouble {
  /** Instance types that nobody can have: found out after a while. */
  readonly exhaust?: readonly string[];
  /** Ends what `exhaust` began. */
  readonly replenish?: boolean;
  /** How many instances of a type the account may have: found out at once. */
  readonly quota?: Readonly<Record<string, number>>;
  /** Endpoints, or jobs, whose next instances fail, with what SageMaker says then. */
  readonly fail?: Readonly<Record<string, string>>;
  /** Endpoints whose next update is put back, without a word. */
  readonly rollBack?: readonly string[];
  /** Endpoints of which the next change sets an alarm off, if it watches any. */
  readonly soundAlarm?: readonly string[];
  /** Training jobs whose nodes are taken away: at spot prices as AWS does, else since they broke. */
  readonly interrupt?: readonly string[];
  /** Instances that autoscaling has come to, by endpoint. */
  readonly scale?: Readonly<Record<string, number>>;
  /** Endpoints whose schedule is due: carried out, if its role may. */
  readonly expire?: readonly string[];
  /** Seconds that a transition takes. */
  readonly delay?: number;
  /** Whether transitions wait, however long they take else, until they are let go. */
  readonly hold?: boolean;
  /** Seconds in which a new role is not known to SageMaker yet. */
  readonly roleDelay?: number;
}

/** @param trainingPython has PyTorch, and runs the scripts of training jobs; without it jobs last until they are stopped */
export async function startSagemaker({
  start,
  trainingPython,
}: {
  readonly start: StartContainer;
  readonly trainingPython?: string;
}): Promise<SagemakerStandIn> {
  const place: { endpoint?: string } = {};
  const containers = await startContainerHost({
    start,
    read: (document) => readRequest(document, place),
  });
  const aws = await startAws({
    environment: {
      STAND_IN_ENGINE: containers.address,
      ...(trainingPython !== undefined && { STAND_IN_TRAINING_PYTHON: trainingPython }),
    },
  });
  place.endpoint = aws.endpoint;
  const control = async (trouble: SagemakerTrouble): Promise<readonly string[]> => {
    const body = JSON.stringify(trouble);
    const response = await fetch(`${aws.endpoint}/_stand-in/sagemaker`, { method: 'POST', body });
    const { resources } = (await response.json()) as { readonly resources: readonly string[] };
    return resources;
  };
  return {
    ...aws,
    containers,
    role: `arn:aws:iam::${aws.accountId}:role/torchrelay-execution`,
    async trouble(trouble) {
      await control(trouble);
    },
    resources: () => control({}),
    async [Symbol.asyncDispose]() {
      await containers[Symbol.asyncDispose]();
      await aws[Symbol.asyncDispose]();
    },
  };
}

/** The primary container of a model, as `CreateModel` has it. */
interface PrimaryContainer {
  readonly Image: string;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly ModelDataSource: { readonly S3DataSource: { readonly S3Uri: string } };
}

function readRequest(
  document: unknown,
  { endpoint }: { readonly endpoint?: string },
): ContainerRequest {
  const { Image, Environment = {}, ModelDataSource } = document as PrimaryContainer;
  const { S3Uri: uri } = ModelDataSource.S3DataSource;
  return {
    image: Image,
    environment: Environment,
    readPackage: () => readPrefix(endpoint ?? '', uri),
  };
}

/** Each key below the prefix, as SageMaker lays them out in the container. */
async function readPrefix(endpoint: string, uri: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const [bucket = '', ...rest] = uri.replace(/^s3:\/\//, '').split('/');
  const prefix = rest.join('/');
  const credentials = { accessKeyId: 'AKIASAGEMAKER', secretAccessKey: 'of-no-account' };
  const client = new S3({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  const { Contents: found = [] } = await client.listObjectsV2({ Bucket: bucket, Prefix: prefix });
  const files = new Map<string, Uint8Array>();
  for (const { Key: key = '' } of found) {
    const { Body: body } = await client.getObject({ Bucket: bucket, Key: key });
    if (body !== undefined) files.set(key.slice(prefix.length), await body.transformToByteArray());
  }
  client.destroy();
  return files;
}
