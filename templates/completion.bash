# bash completion for microcloud. The program itself says what fits.
_microcloud() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      # bash 3.2 has no compopt, and completes no paths here.
      :path) compopt -o default 2>/dev/null ;;
      *) COMPREPLY+=("${line%%$'\t'*}") ;;
    esac
  done < <("${COMP_WORDS[0]}" complete bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _microcloud microcloud mcloud
