import { targetOption } from '../targets/open-target.ts';

/** At the end of a line, and of a command that means another deployment where no target is named. */
const suggested =
  /\btorchrelay (?:list|status|history|logs|metrics|scale|rollback|destroy|gc)\b[^.:;\n]*$/gm;

/** Core suggests commands, and knows nothing of how its caller named the target. */
export function hintWithTarget(hint: string, target: string): string {
  return hint.replaceAll(suggested, (command) =>
    command.includes(' --target ') ? command : command + targetOption(target),
  );
}
