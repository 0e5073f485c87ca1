import type { TrainSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import type { AzureMlSettings } from '../azureml-settings.ts';
import type { CommandJob } from '../schemas.ts';
import { testJob } from '../test-support/test-job.ts';
import { testOffer } from '../test-support/test-spec.ts';
import { jobRequest } from './job-request.ts';

const workspaceId =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';
const base: AzureMlSettings = { subscription: 's', resourceGroup: 'g', workspace: 'w' };
const place = {
  workspaceId,
  storeLocation: 'https://a.blob.core.windows.net/c/torchrelay/',
  uriOf: (key: string) => `azureml://store/${key}`,
};

function request(
  spec: Partial<TrainSpec> = {},
  settings: Partial<AzureMlSettings> = {},
): CommandJob {
  return jobRequest(testJob(spec), { ...base, ...settings }, place).properties;
}

const nd = testOffer('Standard_ND96amsr_A100_v4');

describe('the command job', () => {
  test('brings the program, the code and the data, and takes checkpoints and the result', () => {
    expect(request()).toEqual({
      jobType: 'Command',
      displayName: testJob().id,
      experimentName: 'demo',
      command:
        'python3 ${{inputs.job}}/run_training.py --platform azureml --code ${{inputs.code}} --model ${{outputs.model}} --checkpoints ${{outputs.checkpoints}}',
      inputs: {
        job: {
          jobInputType: 'uri_folder',
          mode: 'Download',
          uri: 'azureml://store/jobs/demo/000001/input/',
        },
        code: { jobInputType: 'uri_folder', mode: 'Download', uri: 'azureml://store/code/abc/' },
      },
      outputs: {
        model: {
          jobOutputType: 'uri_folder',
          mode: 'Upload',
          uri: 'azureml://store/jobs/demo/000001/output/',
        },
        checkpoints: {
          jobOutputType: 'uri_folder',
          mode: 'ReadWriteMount',
          uri: 'azureml://store/jobs/demo/000001/checkpoints/',
        },
      },
      environmentId:
        'azureml://registries/azureml/environments/acpt-pytorch-2.8-cuda12.6/labels/latest',
      resources: { instanceCount: 1, instanceType: 'Standard_DS3_v2', shmSize: '110g' },
      limits: { jobLimitsType: 'Command', timeout: 'PT3600S' },
      tags: {
        'torchrelay:name': 'demo',
        'torchrelay:job': testJob().digest,
        'torchrelay:attempt': '1',
        'torchrelay:store': place.storeLocation,
      },
    });
  });

  test('holds neither arguments, environment nor secrets: they are in a file, or in the vault', () => {
    const own = {
      environment: { SETTING: 'on' },
      secrets: { TOKEN: 'https://v.vault.azure.net/secrets/t' },
    };
    const { environmentVariables } = request(own);
    expect(environmentVariables).toBeUndefined();
    expect(JSON.stringify(request(own))).not.toContain('vault.azure.net');
  });

  test('brings data from the store and from elsewhere, whole or as they are read', () => {
    const { inputs = {}, command } = request({
      data: {
        images: { kind: 'store', prefix: 'data/abc/content/', mode: 'copy' },
        web_text: { kind: 'uri', uri: 'azureml://datastores/d/paths/text/', mode: 'stream' },
      },
    });
    expect(inputs['data_images']).toMatchObject({
      mode: 'Download',
      uri: 'azureml://store/data/abc/content/',
    });
    expect(inputs['data_web_text']).toMatchObject({
      mode: 'ReadOnlyMount',
      uri: 'azureml://datastores/d/paths/text/',
    });
    expect(command).toContain(
      ' --data images=${{inputs.data_images}} --data web_text=${{inputs.data_web_text}}',
    );
  });

  test('starts one process on each of several nodes, which starts the others', () => {
    expect(request({ nodes: 4, processesPerNode: 8 })).toMatchObject({
      distribution: { distributionType: 'PyTorch', processCountPerInstance: 1 },
      resources: { instanceCount: 4 },
    });
    expect(request({ processesPerNode: 8 })).not.toHaveProperty('distribution');
  });

  test('finds the InfiniBand of several machines with eight A100, and of no others', () => {
    expect(request({ nodes: 2, offer: nd }).environmentVariables).toEqual({
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      NCCL_SOCKET_IFNAME: 'eth0',
      NCCL_IB_PCI_RELAXED_ORDERING: '1',
      NCCL_TOPO_FILE: '/opt/microsoft/ndv4-topo.xml',
      UCX_TLS: 'tcp',
      UCX_NET_DEVICES: 'eth0',
    });
    expect(request({ nodes: 1, offer: nd })).not.toHaveProperty('environmentVariables');
    const nc = testOffer('Standard_NC24ads_A100_v4');
    expect(request({ nodes: 2, offer: nc })).not.toHaveProperty('environmentVariables');
  });

  test('asks for machines that may be taken away by its tier', () => {
    expect(request({ spot: true }).queueSettings).toEqual({ jobTier: 'Spot' });
    expect(request()).not.toHaveProperty('queueSettings');
  });

  test('goes to a cluster, whose type and tier are its own', () => {
    const job = request({}, { training: { compute: 'mine' } });
    expect(job.computeId).toBe(`${workspaceId}/computes/mine`);
    expect(job.resources).toEqual({ instanceCount: 1 });
    const made = request({ spot: true }, { training: { compute: 'mine', makeCompute: true } });
    expect(made).not.toHaveProperty('queueSettings');
    expect(made.resources).not.toHaveProperty('instanceType');
  });

  test('runs in an environment of the settings, or in an image of the job', () => {
    const training = { environment: 'azureml://registries/r/environments/e/versions/3' };
    expect(request({}, { training }).environmentId).toBe(training.environment);
    expect(request({ image: 'mine.azurecr.io/train:1' }, { training }).environmentId).toMatch(
      new RegExp(`^${workspaceId}/environments/torchrelay-training/versions/[0-9a-f]{12}$`),
    );
  });

  test.each([
    ['none', {}, {}, undefined],
    [
      'the compute’s, for secrets',
      { secrets: { A: 'https://v.vault.azure.net/secrets/a' } },
      {},
      { identityType: 'Managed' },
    ],
    ['the compute’s, where asked', {}, { identity: 'compute' }, { identityType: 'Managed' }],
    ['one by its client', {}, { identity: 'c1' }, { identityType: 'Managed', clientId: 'c1' }],
    [
      'one by its id',
      {},
      { identity: '/subscriptions/s/i' },
      { identityType: 'Managed', resourceId: '/subscriptions/s/i' },
    ],
  ])('runs as an identity: %s', (_, spec, training, identity) => {
    expect(request(spec, { training }).identity).toEqual(identity);
  });

  test('bears tags of the user, of which none can pass for ours', () => {
    const tags = { team: 'vision', 'torchrelay:name': 'other' };
    expect(request({}, { tags }).tags).toMatchObject({ team: 'vision', 'torchrelay:name': 'demo' });
  });

  test('takes further fields in Azure’s own words', () => {
    const providerOptions = { resources: { shmSize: '200g' }, description: 'on tuesday' };
    expect(request({ providerOptions })).toMatchObject({
      resources: { instanceCount: 1, shmSize: '200g' },
      description: 'on tuesday',
    });
  });
});
