// Draws docs/terminal/*.svg from what the command prints on a terminal of 80 columns.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSagemaker, startTorchContainer as start } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { makeModels } from '../../../packages/cli/src/test-support/models.ts';
import { createSandbox } from '../../../packages/cli/src/test-support/run-command.ts';
import { runOnTerminal } from '../../../packages/cli/src/test-support/run-on-terminal.ts';
import { servingPython } from '../../../packages/cli/src/test-support/serving-python.ts';
import { repository } from '../links/read-pages.ts';
import { startModel } from '../snippets/start-page.ts';
import { commandsOf, torchrelayArguments, typedLines } from '../snippets/shell.ts';
import { drawTerminal } from './draw-terminal.ts';
import { screenLines } from './screen-lines.ts';

const pictures = join(repository, 'docs', 'terminal');
const declared = "--input 'rgb=FP32[-1,3]' --output scores";

using sandbox = createSandbox();
await using aws = await startSagemaker({ start });

mkdirSync(pictures, { recursive: true });
makeModels(sandbox.folder);
writeFileSync(join(sandbox.folder, 'colours.py'), startModel());
execFileSync(servingPython(), ['-W', 'ignore', 'colours.py'], { cwd: sandbox.folder });
copyFileSync(addModel(1), join(sandbox.folder, 'adder.pt'));

await draw('inspect', 'torchrelay inspect tower.pt');
await draw('gpus', 'torchrelay gpus A100');
await draw('deploy', `torchrelay deploy colours.pt ${declared}`);
await draw('refusal', 'torchrelay deploy detector.pt');
await draw(
  'plan',
  `torchrelay plan adder.pt --target sagemaker://us-east-1 \\
    --input 'x=FP32[-1]' --output 'y=FP32[-1]' --no-rehearsal`,
);
await runOnTerminal(['destroy', 'colours', '--yes'], { sandbox });

async function draw(name: string, command: string): Promise<void> {
  const [words = []] = typedLines({ language: 'sh', code: command }).flatMap(commandsOf);
  const { raw } = await runOnTerminal(torchrelayArguments(words) ?? [], {
    sandbox,
    environment: aws.environment,
  });
  const lines = screenLines(raw, 80);
  writeFileSync(join(pictures, `${name}.svg`), drawTerminal({ command, lines }));
}
