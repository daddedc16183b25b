#!/usr/bin/env bash
# check.sh FOLDER: searches what tests/support/said.hpp kept there, and fails on
#   planted.txt  names and phones of the tests' schools, chosen so that nothing else looks like them
#                (no bare digits: times and ids have those), in everything but rosterctl's tables
#   tokens.txt   tokens, in everything
# Of rosterd: standard error and output, but for the report that --report asks for, which names
# people as the control surface does. Of rosterctl: standard error; its output may show names and
# phones where the right allows it, and never a token. Of the control socket: every refusal, and all
# of /v1/status, the probes and the metrics.
set -euo pipefail
folder=$1
here=$(dirname "$(readlink -f "$0")")

if [[ ! -d $folder ]]; then
    # A choice of tests may have none that starts a program; the whole suite has hundreds.
    [[ -z ${ROSTERD_WHOLE_SUITE:-} ]] && exit 0
    echo "nothing that rosterd or rosterctl said was kept in $folder" >&2
    exit 1
fi
if [[ -n ${ROSTERD_WHOLE_SUITE:-} ]]; then
    for kind in rosterd.err rosterctl.err rosterctl.out answers; do
        compgen -G "$folder/$kind.*" >/dev/null && continue
        echo "nothing of kind $kind was kept in $folder" >&2
        exit 1
    done
fi

found=0
search() {
    if grep -raF -f "$here/$1" "${@:2}" "$folder" >&2; then found=1; fi
}
search planted.txt --exclude='rosterctl.out.*'
search tokens.txt
exit $found
