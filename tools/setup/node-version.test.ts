import { expect, it } from 'vitest';
import { isDevelopmentNode } from './node-version.js';

it.each(['22.19.0', '22.23.3', '24.11.0', '24.21.0', '26.0.0', '27.1.0'])(
  'develops on Node %s',
  (version) => {
    expect(isDevelopmentNode(version)).toBe(true);
  },
);

it.each(['18.20.4', '20.20.2', '22.18.0', '23.11.0', '24.10.9', '25.9.0'])(
  'brings its own Node where the system has %s',
  (version) => {
    expect(isDevelopmentNode(version)).toBe(false);
  },
);
