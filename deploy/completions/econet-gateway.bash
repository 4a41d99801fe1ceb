# Completions of econet-gateway for bash. The program itself says what can come next.
_econet_gateway() {
  local IFS=$'\n' line=${COMP_LINE} word=${COMP_WORDS[COMP_CWORD]} arguments
  # Without the name of the program, and as far as the cursor.
  arguments=${line#* }
  local position=$((COMP_POINT - ${#line} + ${#arguments}))
  mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$position]" "$arguments" 2>/dev/null)" -- "$word")
}
complete -o default -F _econet_gateway econet-gateway Econet.Gateway
