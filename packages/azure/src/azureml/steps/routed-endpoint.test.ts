import { describe, expect, test } from 'vitest';

import type { OnlineEndpoint } from '../schemas.ts';
import { routedEndpoint } from './routed-endpoint.ts';

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

const route = { to: 'd-new', share: 90, from: ['d-old'] };

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
    const nowhere = { to: '', share: 0, from: ['d-old'] };
    expect(routedEndpoint(shown, nowhere).properties.traffic).toEqual({ canary: 10 });
  });

  test('without any traffic gets all of it', () => {
    const { traffic: _, mirrorTraffic: __, ...properties } = shown.properties;
    const written = routedEndpoint({ ...shown, properties }, { ...route, share: 100 });
    expect(written.properties.traffic).toEqual({ 'd-new': 100 });
    expect(written.properties).not.toHaveProperty('mirrorTraffic');
  });
});
