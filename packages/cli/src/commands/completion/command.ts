import { type Command, defineCommand } from '../../command-line/command.ts';
import { oneOf } from '../../command-line/value-type.ts';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof shells)[number];

export interface CompletionValues {
  readonly shell: Shell;
  readonly words: readonly string[];
}

export const completionCommand: Command = defineCommand<CompletionValues>({
  name: 'completion',
  summary: 'Print a script that lets a shell complete commands, options and names',
  details:
    'Names are those of the config file, as the last command that read it found them: pressing Tab runs no code of a folder and asks no cloud. What follows -- is for the script: it asks with it what a line may go on with.',
  args: {
    shell: {
      kind: 'positional',
      summary: 'Which shell: bash, zsh, fish, powershell',
      value: oneOf('shell', shells),
    },
    words: { kind: 'rest', summary: 'The words of a line so far', placeholder: 'WORD' },
  },
  examples: [
    { does: 'In ~/.bashrc or ~/.zshrc, inside eval "$(...)"', run: 'torchrelay completion bash' },
    {
      does: 'For fish, into ~/.config/fish/completions/torchrelay.fish',
      run: 'torchrelay completion fish',
    },
    {
      does: 'In $PROFILE of PowerShell',
      run: 'torchrelay completion powershell | Out-String | Invoke-Expression',
    },
  ],
  handler: () => import('./run.ts'),
});
