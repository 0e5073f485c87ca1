import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { type AwsStandIn, startAws } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ec2Name } from '../ec2-name.ts';
import { awsSnapshot } from '../snapshot.ts';
import { type CatalogueClients, catalogueClients } from './clients.ts';
import { instancesInUse } from './instances-in-use.ts';
import { liveOfferings } from './offerings.ts';

let aws: AwsStandIn;
let clients: CatalogueClients;
beforeAll(async () => {
  aws = await startAws();
  clients = catalogueClients({
    endpoint: aws.endpoint,
    credentials: aws.credentials,
    environment: {},
  });
});
afterAll(() => aws[Symbol.asyncDispose]());

test('what EC2 answered when moto recorded it is among what ships; of A100s, exactly that', async () => {
  const { rows } = await awsSnapshot();
  const types = rows.map(({ instanceType }) => ec2Name(instanceType));
  for (const region of ['us-east-1', 'eu-west-1', 'il-central-1']) {
    const live = await liveOfferings({ client: await clients.ec2(region), types, call: {} });
    const shipped = rows
      .filter(({ regions }) => regions.includes(region))
      .map(({ instanceType }) => ec2Name(instanceType));
    expect(live.filter((type) => !shipped.includes(type))).toEqual([]);
    const isA100 = (type: string): boolean => type.startsWith('p4');
    expect(live.filter(isA100)).toEqual(shipped.filter(isA100).toSorted());
  }
});

test('what an endpoint and a job use is counted', async () => {
  const client = await clients.sagemaker('us-east-1');
  const role = `arn:aws:iam::${aws.accountId}:role/torchrelay-execution`;
  const image = `${aws.accountId}.dkr.ecr.us-east-1.amazonaws.com/triton:1`;
  await client.send(
    new CreateModelCommand({
      ModelName: 'm',
      ExecutionRoleArn: role,
      PrimaryContainer: { Image: image },
    }),
  );
  await client.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: 'c',
      ProductionVariants: [
        {
          VariantName: 'v',
          ModelName: 'm',
          InstanceType: 'ml.g4dn.xlarge',
          InitialInstanceCount: 2,
          InitialVariantWeight: 1,
        },
      ],
    }),
  );
  await client.send(new CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'c' }));
  expect(await instancesInUse({ client, purpose: 'serving', call: {} })).toEqual({
    'ml.g4dn.xlarge for endpoint usage': 2,
  });

  await client.send(
    new CreateTrainingJobCommand({
      TrainingJobName: 'j',
      RoleArn: role,
      AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
      ResourceConfig: { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 2, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
    }),
  );
  expect(await instancesInUse({ client, purpose: 'training', call: {} })).toEqual({
    'ml.p4d.24xlarge for training job usage': 2,
  });
});
