/**
 * Short scripts that leave the answer to `skyplan complete -- WORDS`, so that they never grow old. Of our own:
 * the library for this (@bomb.sh/tab) always keeps file names from the shell, and our first argument is a file.
 */
export const completionScripts = {
  // Works in bash 3.2 too, which macOS ships; compopt is newer and only makes it nicer.
  bash: `# In ~/.bashrc: source <(skyplan completion bash)
_skyplan() {
  local value about typed="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    if [ "$value" = ":files" ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$typed")
    else
      COMPREPLY+=("$value")
    fi
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _skyplan skyplan
`,
  zsh: `#compdef skyplan
# In ~/.zshrc, after compinit: source <(skyplan completion zsh)
_skyplan() {
  local value about
  local -a found
  while IFS=$'\\t' read -r value about; do
    if [[ "$value" == ":files" ]]; then
      _files
    else
      found+=("\${value//:/\\\\:}:$about")
    fi
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#found} )) && _describe skyplan found
}
if [[ "\${funcstack[1]}" == "_skyplan" ]]; then
  _skyplan "$@"
else
  compdef _skyplan skyplan
fi
`,
  fish: `# In ~/.config/fish/completions/skyplan.fish
function __skyplan_complete
    set -l before (commandline -opc)
    set -l typed (commandline -ct)
    for line in ($before[1] complete -- $before[2..-1] "$typed" 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$typed"
        else
            echo $line
        end
    end
end
complete -c skyplan -f -a '(__skyplan_complete)'
`,
} as const;
