import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

import { nameFrom } from '@torchrelay/core';

import type { CommandContext } from '../../command-line/command-context.ts';
import type { Handler } from '../../command-line/command.ts';
import type { Config } from '../../config/config.ts';
import { configFiles } from '../../config/find-config.ts';
import { CommandError } from '../../errors/command-error.ts';
import { columnsFor } from '../../output/channel.ts';
import { show } from '../../output/show.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { InitValues } from './command.ts';
import { configText, formatFor } from './config-text.ts';
import { findCloud } from './find-cloud.ts';
import { findModels, type FoundModel, type FoundModels } from './find-models.ts';
import { nextSteps } from './next-steps.ts';
import { alreadyThere, writeNew } from './write-new.ts';

/** What `init --json` prints. */
export interface InitDocument extends FoundModels {
  /** What was written, in the current folder. */
  readonly file: string;
  readonly config: Config;
}

export const run: Handler<InitValues> = async (values, context) => {
  const folder = process.cwd();
  const existing = configFiles.find((name) => existsSync(join(folder, name)));
  if (existing !== undefined) throw alreadyThere(existing);
  const found = await findModels(folder, context.abortSignal);
  if (found.models.length === 0) throw noModel(found);
  const prod = await stageProd(values, context);
  const config = configOf(found.models, prod);
  const format = formatFor(folder);
  const file = `torchrelay.config.${format}`;
  await writeNew(file, configText(config, format));
  const document: InitDocument = { file, config, ...found };
  show(context, { document, lines: () => [file] });
  const { err, symbols } = context;
  const page = { style: err.style, symbols, columns: columnsFor(err) };
  err.line(nextSteps(document, page).join('\n'));
  return undefined;
};

/** The target of the stage prod: the one that is named, or one that is found and agreed to. */
async function stageProd(
  { target, yes }: InitValues,
  { environment, ask }: CommandContext,
): Promise<string | undefined> {
  if (target !== undefined) {
    await openTarget(target);
    return target;
  }
  const cloud = await findCloud(environment);
  if (cloud === undefined || yes || ask === undefined) return cloud?.target;
  const question = `Signed in by ${cloud.by}. Add a stage prod on ${cloud.target}?`;
  return (await ask(question)) ? cloud.target : undefined;
}

function configOf(models: readonly FoundModel[], prod: string | undefined): Config {
  const names = new Set<string>();
  const deployments = models.map(({ file }) => {
    const name = freeName(nameFrom(basename(file, extname(file))), names);
    return [name, { model: file }] as const;
  });
  return {
    target: 'local',
    deployments: Object.fromEntries(deployments),
    ...(prod !== undefined && { stages: { prod: { target: prod } } }),
  };
}

/** Models of the same name in two folders are two deployments. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = nameFrom(`${wanted}-${count}`);
  taken.add(name);
  return name;
}

function noModel({ others: [other] }: FoundModels): CommandError {
  const instead = other === undefined ? '' : ` ${other.file} is none: ${other.reason}`;
  return new CommandError({
    code: 'MODEL_FILE_NOT_FOUND',
    message: `There is no TorchScript file here or below.${instead}`,
    hint: "Save one in Python: torch.jit.save(torch.jit.script(model), 'model.pt')",
  });
}
