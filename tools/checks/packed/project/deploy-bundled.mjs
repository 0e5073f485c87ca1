// A bundle that has local() in it can be loaded; deploying from it says what to do instead.
import { deploy } from '@torchrelay/core';
import { local } from '@torchrelay/local';

export const handler = () =>
  deploy('model.pt', local(), {
    inputs: { x: 'FP32[3]' },
    outputs: { y: 'FP32[3]' },
    rehearseOn: false,
  });
