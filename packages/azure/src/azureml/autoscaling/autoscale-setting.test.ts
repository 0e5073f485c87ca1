import { describe, expect, test } from 'vitest';

import type { AutoscaleSetting } from '../schemas.ts';
import { asKept, autoscaleSetting, readAutoscaling } from './autoscale-setting.ts';

const rule = {
  min: 1,
  max: 4,
  requestsPerInstancePerMinute: 600,
  scaleOutCooldownInMs: 60_000,
  scaleInCooldownInMs: 3_600_000,
};
const deploymentId = '/…/onlineEndpoints/demo/deployments/d-1';
const setting = autoscaleSetting({ rule, deploymentId, location: 'eastus', tags: {} });
const [profile] = setting.properties.profiles;

describe('a rule for autoscaling', () => {
  test('adds one instance above the aim, and takes one away well below it', () => {
    expect(setting.properties.targetResourceUri).toBe(deploymentId);
    expect(profile?.capacity).toEqual({ minimum: '1', maximum: '4', default: '1' });
    expect(
      profile?.rules.map(({ metricTrigger: { operator, threshold }, scaleAction }) => ({
        when: `${operator} ${threshold}`,
        does: `${scaleAction.direction} ${scaleAction.value} ${scaleAction.cooldown}`,
      })),
    ).toEqual([
      { when: 'GreaterThan 600', does: 'Increase 1 PT1M' },
      { when: 'LessThan 420', does: 'Decrease 1 PT60M' },
    ]);
  });

  test('counts the requests of this deployment, per instance', () => {
    for (const { metricTrigger } of profile?.rules ?? []) {
      expect(metricTrigger).toMatchObject({
        metricName: 'RequestsPerMinute',
        metricResourceUri: deploymentId,
        dividePerInstance: true,
      });
    }
  });

  test('is read back as it was given', () => {
    expect(readAutoscaling(setting)).toEqual(rule);
  });

  test('is read back where Azure writes times in another way', () => {
    const rewritten = JSON.parse(
      JSON.stringify(setting).replaceAll('PT60M', 'PT1H'),
    ) as AutoscaleSetting;
    expect(readAutoscaling(rewritten)).toEqual(rule);
  });

  test('of somebody who made another one of it is none of ours', () => {
    const [first] = profile?.rules ?? [];
    if (profile === undefined || first === undefined) throw new Error('it has rules');
    const profiles = [{ ...profile, rules: [first] }];
    expect(readAutoscaling({ ...setting, properties: { profiles } })).toBeUndefined();
    expect(readAutoscaling({ ...setting, properties: { profiles: [] } })).toBeUndefined();
  });

  test.each([
    [0, 60_000],
    [1, 60_000],
    [60_001, 120_000],
    [300_000, 300_000],
  ])('with a cooldown of %i ms is kept with %i', (given, kept) => {
    const asked = { ...rule, scaleOutCooldownInMs: given };
    expect(asKept(asked).scaleOutCooldownInMs).toBe(kept);
    const made = autoscaleSetting({ rule: asked, deploymentId, location: 'eastus', tags: {} });
    expect(readAutoscaling(made)).toEqual(asKept(asked));
  });
});
