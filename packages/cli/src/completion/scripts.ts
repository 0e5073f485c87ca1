import type { Shell } from '../commands/completion/command.ts';

/** What a shell runs once to know how the command is completed: each asks the command itself, line by line. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

const bash = `# torchrelay: completion for bash
_torchrelay() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(torchrelay completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" ".$cur" 2>/dev/null)
  [[ $cur == = ]] && cur=
  if [[ \${COMPREPLY[0]-} == :files ]]; then
    COMPREPLY=()
    compopt -o filenames
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(compgen -f -- "$cur")
  elif [[ \${COMPREPLY[0]-} == *: || \${COMPREPLY[0]-} == *// ]]; then
    compopt -o nospace
  fi
}
complete -F _torchrelay torchrelay
`;

const zsh = `#compdef torchrelay
# torchrelay: completion for zsh
_torchrelay() {
  local -a found
  found=("\${(@f)$(torchrelay completion zsh -- "\${(@)words[2,CURRENT-1]}" ".\${words[CURRENT]}" 2>/dev/null)}")
  if [[ $found[1] == :files ]]; then
    _files
  elif [[ -n $found[1] ]]; then
    _describe torchrelay found
  fi
}
if [[ $funcstack[1] == _torchrelay ]]; then
  _torchrelay "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _torchrelay torchrelay
fi
`;

const fish = `# torchrelay: completion for fish
function __torchrelay_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l found (torchrelay completion fish -- $words[2..-1] ".$current" 2>/dev/null)
  if test "$found[1]" = :files
    __fish_complete_path "$current"
  else
    printf '%s\\n' $found
  end
end
complete -c torchrelay -f -a '(__torchrelay_complete)'
`;

const powershell = `# torchrelay: completion for PowerShell
Register-ArgumentCompleter -Native -CommandName torchrelay -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
  $found = @(torchrelay completion powershell -- @words ".$wordToComplete" 2>$null)
  if ($found[0] -eq ':files') { return }
  $found | Where-Object { $_ } | ForEach-Object {
    $word, $summary = $_ -split "\`t", 2
    if (-not $summary) { $summary = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $summary)
  }
}
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };
