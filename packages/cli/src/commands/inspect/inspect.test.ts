import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { addModel } from '@torchrelay/testing';
import { inspect } from '@torchrelay/torchscript';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { mask, transcript } from '../../test-support/mask.ts';
import { makeModels } from '../../test-support/models.ts';
import { createSandbox, runCommand, type CommandOptions } from '../../test-support/run-command.ts';
import { runOnTerminal } from '../../test-support/run-on-terminal.ts';

const sandbox = createSandbox();

beforeAll(() => makeModels(sandbox.folder));
afterAll(() => sandbox[Symbol.dispose]());

const see = async (
  commandLine: readonly string[],
  environment: CommandOptions['environment'] = {},
): Promise<string> =>
  transcript(
    await runCommand(['inspect', ...commandLine], { sandbox, environment }),
    sandbox.folder,
  );

test('a traced model shows its class, its totals, how it is called and its modules', async () => {
  expect(await see(['classifier.pt'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    classifier.pt
    format      TorchScript, file format 3
    made by     torch.jit.trace
    class       Classifier
    parameters  314 in 4 tensors, 1.26 kB
    dtypes      float32 1.26 kB

    forward(image: Tensor) -> Tensor
      image  float32 [1, 3, 32, 32] as traced

    module                            parameters     size
    Classifier                               314  1.26 kB  ████████████████████████
    ├─ features    Sequential                224    896 B  █████████████████▏
    │  ├─ 0        Conv2d                    224    896 B  █████████████████▏
    │  ├─ 1        ReLU
    │  └─ 2        AdaptiveAvgPool2d
    └─ classifier  Linear                     90    360 B  ██████▉
    --- stderr

    read <bytes> in <time>

    Serve it here:
      torchrelay deploy classifier.pt"
  `);
});

test('alike neighbours are drawn as one, with sums over all of them', async () => {
  expect(await see(['tower.pt', '--depth', '3'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    tower.pt
    format      TorchScript, file format 4
    made by     torch.jit.script
    class       Tower
    parameters  3,424 in 25 tensors, 13.7 kB
    buffers     4 in 1 tensor, 8 B
    dtypes      float32 13.7 kB, float16 8 B

    forward(ids: Tensor, temperature: float = 1.0) -> Tensor

    module                          parameters     size
    Tower                                3.42K  13.7 kB  ████████████████████████
    ├─ embed         Embedding            1.6K  6.40 kB  ███████████▎
    ├─ blocks        ModuleList          1.82K  7.30 kB  ████████████▊
    │  └─ 0-5        6 × Block           1.82K  7.30 kB  ████████████▊
    │     ├─ norm    6 × LayerNorm         192    768 B  █▍
    │     └─ linear  6 × Linear          1.63K  6.53 kB  ███████████▍
    └─ head          Linear                     6.40 kB  ███████████▎

    warning: triton-argument in forward(temperature)
      The argument temperature of forward has the type float.
      Triton's PyTorch backend serves methods whose arguments are all Tensor, or one
      Dict[str, Tensor]. Wrap the model, or serve it otherwise.
    --- stderr

    read <bytes> in <time>

    tower.pt cannot be served: Argument "temperature" of forward is float; the engine passes tensors, List[str], or one single Dict[str, Tensor].
    Wrap the model so that forward does not take "temperature": the engine counts arguments with a default too.
    Or have such a wrapper written: torchrelay adapt tower.pt -o adapted.pt"
  `);
});

test('--depth 0 shows the whole alone', async () => {
  expect(await see(['tower.pt', '--depth', '0'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    tower.pt
    format      TorchScript, file format 4
    made by     torch.jit.script
    class       Tower
    parameters  3,424 in 25 tensors, 13.7 kB
    buffers     4 in 1 tensor, 8 B
    dtypes      float32 13.7 kB, float16 8 B

    forward(ids: Tensor, temperature: float = 1.0) -> Tensor

    module    parameters     size
    Tower          3.42K  13.7 kB  ████████████████████████

    warning: triton-argument in forward(temperature)
      The argument temperature of forward has the type float.
      Triton's PyTorch backend serves methods whose arguments are all Tensor, or one
      Dict[str, Tensor]. Wrap the model, or serve it otherwise.
    --- stderr

    read <bytes> in <time>

    tower.pt cannot be served: Argument "temperature" of forward is float; the engine passes tensors, List[str], or one single Dict[str, Tensor].
    Wrap the model so that forward does not take "temperature": the engine counts arguments with a default too.
    Or have such a wrapper written: torchrelay adapt tower.pt -o adapted.pt"
  `);
});

test('--tensors lists every tensor, and which are the same', async () => {
  expect(await see(['classifier.pt', '--depth', '0', '--tensors'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    classifier.pt
    format      TorchScript, file format 3
    made by     torch.jit.trace
    class       Classifier
    parameters  314 in 4 tensors, 1.26 kB
    dtypes      float32 1.26 kB

    forward(image: Tensor) -> Tensor
      image  float32 [1, 3, 32, 32] as traced

    module        parameters     size
    Classifier           314  1.26 kB  ████████████████████████

    tensor             role       dtype    shape          size
    features.0.weight  parameter  float32  [8, 3, 3, 3]  864 B
    features.0.bias    parameter  float32  [8]            32 B
    classifier.weight  parameter  float32  [10, 8]       320 B
    classifier.bias    parameter  float32  [10]           40 B
    --- stderr

    read <bytes> in <time>

    Serve it here:
      torchrelay deploy classifier.pt"
  `);
});

test('a locale without UTF-8 gets ASCII alone', async () => {
  const shown = await see(['tower.pt'], { LANG: 'C' });
  expect(shown).toMatch(/^[\n -~]*$/);
  expect(shown).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    tower.pt
    format      TorchScript, file format 4
    made by     torch.jit.script
    class       Tower
    parameters  3,424 in 25 tensors, 13.7 kB
    buffers     4 in 1 tensor, 8 B
    dtypes      float32 13.7 kB, float16 8 B

    forward(ids: Tensor, temperature: float = 1.0) -> Tensor

    module                 parameters     size
    Tower                       3.42K  13.7 kB  ########################
    |- embed   Embedding         1.6K  6.40 kB  ###########
    |- blocks  ModuleList       1.82K  7.30 kB  #############
    |  \`- 0-5  6 x Block        1.82K  7.30 kB  #############
    \`- head    Linear                  6.40 kB  ###########

    warning: triton-argument in forward(temperature)
      The argument temperature of forward has the type float.
      Triton's PyTorch backend serves methods whose arguments are all Tensor, or one
      Dict[str, Tensor]. Wrap the model, or serve it otherwise.
    --- stderr

    read <bytes> in <time>

    tower.pt cannot be served: Argument "temperature" of forward is float; the engine passes tensors, List[str], or one single Dict[str, Tensor].
    Wrap the model so that forward does not take "temperature": the engine counts arguments with a default too.
    Or have such a wrapper written: torchrelay adapt tower.pt -o adapted.pt"
  `);
});

test('no line is longer than 80 columns, and nothing is coloured, without a terminal', async () => {
  const { stdout } = await runCommand(['inspect', 'tower.pt', '--depth', '9'], { sandbox });
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).not.toContain('\u001B');
});

test('a terminal gets colours, NO_COLOR takes them away, and the words are the same', async () => {
  const coloured = await runOnTerminal(['inspect', 'tower.pt'], { sandbox });
  const plain = await runOnTerminal(['inspect', 'tower.pt'], {
    sandbox,
    environment: { NO_COLOR: '1' },
  });
  expect(coloured.raw).toContain('\u001B[1mtower.pt\u001B[22m');
  expect(plain.raw).not.toContain('\u001B');
  expect(mask(coloured.screen)).toBe(mask(plain.screen));
});

test('FORCE_COLOR colours what is piped', async () => {
  const { stdout } = await runCommand(['inspect', 'tower.pt'], {
    sandbox,
    environment: { FORCE_COLOR: '1' },
  });
  expect(stdout).toContain('\u001B[1mtower.pt\u001B[22m');
});

test('--json prints what the reader gives, in one line, and the effort goes to stderr', async () => {
  const { stdout, stderr, exitCode } = await runCommand(['inspect', addModel(1), '--json'], {
    sandbox,
  });
  const model = await inspect(addModel(1));
  expect(exitCode).toBe(0);
  expect(stdout.trimEnd()).not.toContain('\n');
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    ...JSON.parse(JSON.stringify(model)),
  });
  expect(stderr).toMatch(/^\nread .* in \d+/);
});

test('what the reader warns of is shown, with advice', async () => {
  const shown = await see([addModel(1)]);
  expect(shown).toContain('buffers');
  expect(shown).not.toContain('warning:');
});

test('weights without code are refused in the words of the reader, with the way to a model', async () => {
  expect(await see(['weights.pt'])).toMatchInlineSnapshot(`
    "exit 1
    --- stderr
    error: weights.pt is a state_dict: weights by name, without code (features.0.weight, features.0.bias, classifier.weight, classifier.bias).

    hint: Build the model in Python, load the weights, and save it as TorchScript:
      model = MyModel()
      model.load_state_dict(torch.load('weights.pt', weights_only=True))
      scripted = torch.jit.script(model.eval())   # or: torch.jit.trace(model.eval(), example_input)
      scripted.save('scripted.pt')"
  `);
});

test('a refusal is a JSON document where one is asked for', async () => {
  writeFileSync(join(sandbox.folder, 'page.pt'), '<html></html>');
  const { stdout, stderr, exitCode } = await runCommand(['inspect', 'page.pt', '--json'], {
    sandbox,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchInlineSnapshot(`
    {
      "error": {
        "code": "MODEL_FORMAT_UNSUPPORTED",
        "data": {
          "file": "page.pt",
          "format": "html",
        },
        "effect": "none",
        "hint": "Download the model itself again; what was saved is the answer of a web server.",
        "message": "page.pt is a web page, not a model.",
        "recovery": "never",
      },
      "schemaVersion": 1,
    }
  `);
});

test('a mistake in the command line exits with 2, a file that is not there with 1', async () => {
  const lines = [
    [],
    ['nowhere.pt'],
    ['tower.pt', 'classifier.pt'],
    ['tower.pt', '--depth', 'many'],
    ['tower.pt', '--tensor'],
  ];
  expect((await Promise.all(lines.map((line) => see(line)))).join('\n\n')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error: torchrelay inspect needs <file>.

    hint: Usage: torchrelay inspect <file> [options]

    exit 1
    --- stderr
    error: There is no file nowhere.pt.

    hint: Check the path; it is taken relative to the current folder.

    exit 2
    --- stderr
    error: There is no place for the argument "classifier.pt".

    hint: Usage: torchrelay inspect <file> [options]

    exit 2
    --- stderr
    error: --depth expects a whole number from 0, got "many".

    hint: See its options: torchrelay inspect --help

    exit 2
    --- stderr
    error: torchrelay inspect has no option --tensor.

    hint: Did you mean --tensors?"
  `);
});
