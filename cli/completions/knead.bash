# Completion of knead for bash. knead itself knows what may come next.
_knead() {
    local line status
    COMPREPLY=()
    line=$(knead complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    status=$?
    while IFS=$'\t' read -r line _; do
        [[ -z $line ]] || COMPREPLY+=("$(printf %q "$line")")
    done <<<"$line"
    [[ $status -ne 1 ]] || compopt -o default
}
complete -F _knead knead
