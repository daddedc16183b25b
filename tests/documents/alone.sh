#!/usr/bin/env bash
# alone.sh [--before SCRIPT] BUILD DOCUMENT...: run.sh in namespaces of its own, as root or as a
# user of sudo.
set -euo pipefail
as_root=()
((EUID == 0)) || as_root=(sudo -n)
exec "${as_root[@]}" unshare --mount --net --pid --fork --kill-child \
    "$(dirname "$(readlink -f "$0")")/run.sh" "$@"
