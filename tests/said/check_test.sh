#!/usr/bin/env bash
# The search finds what is planted, where it looks, and nothing else.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d /tmp/rosterd-test.XXXXXX)
trap 'rm -rf "$folder"' EXIT
unset ROSTERD_WHOLE_SUITE

expect() { # expect STATUS FILE TEXT
    rm -f "$folder"/*
    printf '%s\n' "$3" >"$folder/$2"
    local status=0
    "$here/check.sh" "$folder" 2>/dev/null || status=$?
    if [[ $status != "$1" ]]; then
        echo "check.sh: status $status for '$3' in $2, expected $1" >&2
        exit 1
    fi
}

expect 0 rosterd.err.1 'school 17: 3 operations, at 1797555000'
while read -r planted; do
    for kind in rosterd.err rosterd.out rosterctl.err answers; do
        expect 1 "$kind.1" "x $planted x"
    done
    expect 0 rosterctl.out.1 "x $planted x"
done <"$here/planted.txt"
while read -r token; do
    for kind in rosterd.err rosterctl.err rosterctl.out answers; do
        expect 1 "$kind.1" "x$token"
    done
done <"$here/tokens.txt"

rm -rf "$folder"
ROSTERD_WHOLE_SUITE=1 "$here/check.sh" "$folder" 2>/dev/null && {
    echo "check.sh: a whole suite that said nothing was believed" >&2
    exit 1
}
"$here/check.sh" "$folder"
