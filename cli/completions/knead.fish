# Completion of knead for fish. knead itself knows what may come next.
function __knead_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -e words[1]
    knead complete $words "$word" 2>/dev/null
    test $status -ne 1; or __fish_complete_path "$word"
end
complete -c knead -f -a '(__knead_complete)'
