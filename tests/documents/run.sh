#!/usr/bin/env bash
# run.sh [--before SCRIPT] BUILD DOCUMENT...: does what the documents say, in order, on a copy of
# this machine that is thrown away: with the programs of BUILD installed as the packages install
# them, and a PostgreSQL. SCRIPT, for what a document supposes, is done there first. Needs root and
# namespaces of its own (unshare --mount --net --pid --fork --kill-child). Ends with status 1 and
# the place of the block that did not do what its document says.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
before=
if [[ $1 == --before ]]; then
    before=$2
    shift 2
fi
build=$(realpath "$1")
shift

. "$here/../support/copied_machine.sh"
ip link set lo up
DESTDIR=$root cmake --install "$build" --prefix /usr >"$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
cp -r "$root/usr/etc/rosterd" "$root/etc/"
prepare() { "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
prepare inside systemd-sysusers rosterd.conf
prepare inside systemd-tmpfiles --create rosterd.conf
# One that is there already is not on this copy's ports: it is stopped, if it runs at all.
inside pg_dropcluster 15 main >/dev/null 2>&1 || true
prepare inside pg_createcluster 15 main --start

if [[ -n $before ]]; then
    cp "$before" "$root/tmp/before.sh"
    prepare inside bash /tmp/before.sh
fi

mkdir "$root/tmp/blocks"
cp "$here/compare.awk" "$here/blocks.sh" "$root/tmp/blocks/"
awk -v out="$root/tmp/blocks" -f "$here/blocks.awk" "$@"
compgen -G "$root/tmp/blocks/*.sh" >/dev/null
inside bash /tmp/blocks/blocks.sh /tmp/blocks </dev/null
inside pg_ctlcluster 15 main stop -m immediate
