# bash completion for rosterctl: the program itself knows its words, and asks the daemon for
# schools, chats, conferences and holds.                                   -*- shell-script -*-

_rosterctl()
{
    local cur prev words cword split
    # A chat's key or a school's id may hold these; readline would cut words there.
    _init_completion -n :=@ || return

    local asked=("${words[@]:1:cword}") lines line
    # As the shell would pass them: --school '17' is 17.
    asked=("${asked[@]//[\"\'\\]/}")
    mapfile -t lines < <("${words[0]}" __complete "${asked[@]}" 2>/dev/null)
    if ((${#lines[@]})) && [[ ${lines[-1]} == :files ]]; then
        _filedir
        return
    fi

    # Readline replaces only what stands behind the last of COMP_WORDBREAKS.
    local kept=
    if [[ $cur == *[:=@]* ]]; then
        local tail=$cur
        while [[ $tail == *[$COMP_WORDBREAKS]* ]]; do tail=${tail#*["$COMP_WORDBREAKS"]}; done
        kept=${cur%"$tail"}
    fi
    for line in "${lines[@]}"; do
        line=${line%%$'\t'*}
        line=${line#"$kept"}
        [[ $line ]] && COMPREPLY+=("$(printf %q "$line")")
    done
} &&
    complete -F _rosterctl rosterctl
