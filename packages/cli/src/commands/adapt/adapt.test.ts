import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { transcript } from '../../test-support/mask.ts';
import { makeModels } from '../../test-support/models.ts';
import { createSandbox, runCommand } from '../../test-support/run-command.ts';

const sandbox = createSandbox();
const see = async (...commandLine: readonly string[]): Promise<string> =>
  transcript(await runCommand(commandLine, { sandbox }), sandbox.folder);
const isThere = (name: string): boolean => existsSync(join(sandbox.folder, name));

beforeAll(() => makeModels(sandbox.folder));
afterAll(() => sandbox[Symbol.dispose]());

const detector = ['adapt', 'detector.pt', '-o', 'adapted.pt', '--input', 'image=FP32[-1,3,8,8]'];

test('the code of the wrapper goes to stdout, what it changes and what to do next to stderr', async () => {
  expect(await see(...detector, '--set', 'top=2')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    from typing import Tuple

    import torch
    from torch import Tensor, nn


    class Adapted(nn.Module):
        def __init__(self, model: nn.Module) -> None:
            super().__init__()
            self.model = model

        def forward(self, image: Tensor) -> Tuple[Tensor, Tensor]:
            result = self.model(image=image, top=2)
            assert len(result) == 2
            return (
                result['scores'],  # scores
                result['count'].reshape([1]),  # count
            )
    --- stderr

      "top" is 2
      Dict[str, Tensor] is returned as scores, count
      "count" has one dimension of one element in place of none

    ✓ adapted.pt answers the examples as the model does. Next:
      torchrelay deploy adapted.pt --input 'image=FP32[-1,3,8,8]' --output scores --output count"
  `);
  expect(isThere('adapted.pt')).toBe(true);
});

test('what to do next can be done as it stands', async () => {
  const { stderr } = await runCommand([...detector, '--set', 'top=2'], { sandbox });
  const next = /torchrelay deploy (.*)$/m.exec(stderr)?.[1] ?? '';
  const words = next.split(' ').map((word) => word.replaceAll("'", ''));
  const { exitCode, stdout } = await runCommand(['plan', ...words], { sandbox });
  expect({ exitCode, stdout: stdout.includes('verify') }).toEqual({ exitCode: 0, stdout: true });
});

test('--json gives all of it in one document', async () => {
  const { stdout, stderr } = await runCommand([...detector, '--example', 'top=3', '--json'], {
    sandbox,
  });
  const { file, inputs, outputs, needed, source } = JSON.parse(stdout);
  expect({ file, needed, inputs, outputs }).toEqual({
    file: 'adapted.pt',
    needed: true,
    inputs: [
      { name: 'image', datatype: 'FP32', shape: [1, 3, 8, 8] },
      { name: 'top', datatype: 'INT64', shape: [1] },
    ],
    outputs: [
      { name: 'scores', datatype: 'FP32', shape: [1, 3] },
      { name: 'count', datatype: 'INT64', shape: [1] },
    ],
  });
  expect(source).toContain('self.model(image=image, top=int(top.item()))');
  expect(stderr).toContain(
    "torchrelay deploy adapted.pt --input 'image=FP32[-1,3,8,8]' --input 'top=INT64[1]' --output scores --output count --example top=3",
  );
});

test('a model that needs nothing is left alone, and that is no failure', async () => {
  expect(await see('adapt', 'classifier.pt', '-o', 'same.pt')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    classifier.pt can be served as it is: nothing was written."
  `);
  expect(isThere('same.pt')).toBe(false);
});

test('an error says what is missing and both ways to give it', async () => {
  expect(await see(...detector)).toMatchInlineSnapshot(`
    "exit 1
    --- stderr
    error: detector.pt cannot be adapted yet: argument "top" of forward is int: give it a value that stays, or an example to take it as a tensor.

    hint: Fix the argument with --set NAME=VALUE, or say what to try the model with: --input 'NAME=FP32[1,4]' or --example 'NAME=[1,2,3]'"
  `);
});

test('without -o there is no place to write to', async () => {
  expect(await see('adapt', 'detector.pt')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error: torchrelay adapt needs to know where to write the adapted model.

    hint: Name a file: torchrelay adapt detector.pt -o adapted.pt"
  `);
});

test('a model that is refused by inspection is told of adapt', async () => {
  const refused = await see('plan', 'detector.pt', '--input', 'image=FP32[-1,3,8,8]');
  expect(refused).toContain('torchrelay adapt detector.pt -o adapted.pt');
});
