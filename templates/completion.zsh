#compdef microcloud mcloud
# zsh completion for microcloud. The program itself says what fits.
_microcloud() {
  local line path_fits
  local -a fitting
  for line in "${(@f)$(${words[1]} complete zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :path) path_fits=yes ;;
      ?*) fitting+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
    esac
  done
  (( $#fitting )) && _describe 'microcloud' fitting
  if [[ -n $path_fits ]]; then
    compset -P '--*='
    _files
  fi
}
if [[ ${funcstack[1]} == _microcloud ]]; then _microcloud; else compdef _microcloud microcloud mcloud; fi
