import { describe, expect, test } from 'vitest';

import type { OnlineEndpoint } from '../schemas.ts';
import { isRoutedSo, routedEndpoint } from './routed-endpoint.ts';

/** As Azure shows it, with what others have set. */
const shown = {
  id: '/subscriptions/s/…/onlineEndpoints/demo',
  name: 'demo',
  type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
  systemData: { createdAt: '2026-11-01T00:00:00Z' },
  location: 'eastus',
  kind: 'Managed',
  tags: { 'torchrelay:name': 'demo', team: 'vision' },
  identity: { type: 'SystemAssigned', principalId: 'p', tenantId: 't' },
  properties: {
    authMode: 'Key',
    description: 'of the team',
    keys: null,
    provisioningState: 'Succeeded',
    publicNetworkAccess: 'Disabled',
    scoringUri: 'https://demo.eastus.inference.ml.azure.com/score',
    swaggerUri: 'https://demo.eastus.inference.ml.azure.com/swagger.json',
    properties: { cost: 'centre' },
    traffic: { 'd-old': 90, canary: 10 },
    mirrorTraffic: { 'd-new': 20, shadow: 5 },
  },
} as OnlineEndpoint;

const route = { traffic: { 'd-new': 90, 'd-old': 0 }, mirror: {} };

describe('an endpoint that is written back with other traffic', () => {
  test('keeps what others have set: tags, identity, network, description, their traffic', () => {
    expect(routedEndpoint(shown, route)).toEqual({
      location: 'eastus',
      kind: 'Managed',
      tags: { 'torchrelay:name': 'demo', team: 'vision' },
      identity: { type: 'SystemAssigned' },
      properties: {
        authMode: 'Key',
        description: 'of the team',
        publicNetworkAccess: 'Disabled',
        properties: { cost: 'centre' },
        traffic: { canary: 10, 'd-new': 90 },
        mirrorTraffic: { shadow: 5 },
      },
    });
  });

  test('keeps the names of identities, and not what Azure adds to them', () => {
    const userAssignedIdentities = { '/ids/mine': { principalId: 'p', clientId: 'c' } };
    const endpoint = {
      ...shown,
      identity: { type: 'UserAssigned' as const, userAssignedIdentities },
    };
    expect(routedEndpoint(endpoint, route).identity).toEqual({
      type: 'UserAssigned',
      userAssignedIdentities: { '/ids/mine': {} },
    });
  });

  test('that goes nowhere leaves the others theirs', () => {
    const nowhere = { traffic: { 'd-old': 0 }, mirror: {} };
    expect(routedEndpoint(shown, nowhere).properties).toMatchObject({
      traffic: { canary: 10 },
      mirrorTraffic: { 'd-new': 20, shadow: 5 },
    });
  });

  test('without any traffic gets all of it', () => {
    const { traffic: _, mirrorTraffic: __, ...properties } = shown.properties;
    const all = { traffic: { 'd-new': 100 }, mirror: {} };
    const written = routedEndpoint({ ...shown, properties }, all);
    expect(written.properties.traffic).toEqual({ 'd-new': 100 });
    expect(written.properties).not.toHaveProperty('mirrorTraffic');
  });

  test('may have requests copied to a deployment, which then has no others', () => {
    const copied = { traffic: { 'd-new': 0, 'd-old': 90 }, mirror: { 'd-new': 30 } };
    expect(routedEndpoint(shown, copied).properties).toMatchObject({
      traffic: { 'd-old': 90, canary: 10 },
      mirrorTraffic: { 'd-new': 30, shadow: 5 },
    });
  });
});

describe('traffic is as wanted', () => {
  test.each([
    ['where the named shares are', { 'd-old': 90 }, {}, true],
    ['where nothing is wanted and nothing is shown', { 'd-other': 0 }, {}, true],
    ['not where a share differs', { 'd-old': 80 }, {}, false],
    ['not while copies still reach what should have none', { 'd-new': 0 }, {}, false],
    ['where the copies are', { 'd-new': 0 }, { 'd-new': 20 }, true],
    ['not where fewer are copied', { 'd-new': 0 }, { 'd-new': 30 }, false],
  ])('%s', (_, traffic, mirror, isSo) => {
    expect(isRoutedSo(shown, { traffic, mirror })).toBe(isSo);
  });
});
