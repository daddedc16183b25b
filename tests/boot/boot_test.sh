#!/usr/bin/env bash
# boot_test.sh BUILD: boots a systemd on a copy of this machine, installs the packages of what was
# built in BUILD there, types what the documents say, and then looks at what they do not show
# (checks.sh). Needs root, by sudo if it must be. Ends with status 1 and what is not as it should
# be.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

if ((EUID != 0)); then
    if ! sudo -n true; then
        echo 'this test boots a machine: it needs root, or sudo without a password'
        exit 1
    fi
    exec sudo -n "$0" "$@"
fi
# Whatever ends this process ends everything that it has started.
if [[ $1 != --apart ]]; then
    exec unshare --mount --mount-proc --pid --fork --kill-child -- "$0" --apart "$@"
fi
build=$(realpath "$2")

# In its own place, for what a killed run leaves is found and removed by the next one.
work=$build/tests/boot/machine
rm -rf "$work"
shared=$work/shared
cgroups=$work/cgroups
mkdir -p "$shared" "$cgroups"
mount -t cgroup2 cgroup2 "$cgroups"
for left in "$cgroups"/rosterd-boot.*; do
    if grep -qs 'populated 0' "$left/cgroup.events"; then find "$left" -depth -type d -delete; fi
done
cgroup=$(mktemp -d "$cgroups/rosterd-boot.XXXXXX")
launcher=
clean() {
    if [[ -n $launcher ]]; then
        kill -KILL "$launcher" 2>/dev/null || true
        wait "$launcher" 2>/dev/null || true
    fi
    # The kernel needs a moment for processes that were killed.
    for _ in {1..100}; do
        find "$cgroup" -depth -type d -delete 2>/dev/null || true
        [[ -d $cgroup ]] || break
        sleep 0.1
    done
    umount "$cgroups"
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' TERM INT HUP

# As they are built, for the sanitizers: stripping and packing those would take minutes.
DPKG_DEB_COMPRESSOR_TYPE=none DEB_BUILD_OPTIONS=nostrip \
    "$here/../../debian/package.sh" "$build" "$shared/packages"
# The same once more, as if they were newer.
mkdir "$shared/newer"
for package in rosterd rosterctl; do
    dpkg-deb --raw-extract "$shared/packages/$package"_*.deb "$work/unpacked"
    sed -i -E 's/^Version: .*/Version: 9.9.9/; s/(rosterctl \(= )[^)]*/\19.9.9/' \
        "$work/unpacked/DEBIAN/control"
    dpkg-deb --build -Znone "$work/unpacked" "$shared/newer/${package}_9.9.9.deb" >"$work/log"
    rm -rf "$work/unpacked"
done

(
    echo "$BASHPID" >"$cgroup/cgroup.procs"
    exec unshare --fork --kill-child --pid --mount --cgroup --uts --ipc --net -- \
        "$here/machine.sh" "$shared"
) >"$work/machine.log" 2>&1 </dev/null &
launcher=$!

machine=
inside() {
    nsenter --target "$machine" --all -- env -i HOME=/root LC_ALL=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null
}
booted() {
    machine=$(tr -d ' ' <"/proc/$launcher/task/$launcher/children") && [[ -n $machine ]] &&
        inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'
}
for _ in {1..600}; do
    if booted; then break; fi
    kill -0 "$launcher" || break
    sleep 0.1
done
if ! booted || ! inside systemctl is-system-running >/dev/null; then
    echo 'the machine does not boot:'
    cat "$work/machine.log"
    inside systemctl --failed --no-pager || true
    exit 1
fi

# The documents in the order in which somebody needs them; what is typed first is at the head of
# another one. All others with commands for a booted machine follow, so that none is forgotten.
docs=$here/../../docs
documents=(operating vk personal-data)
for document in "$docs"/*.md; do
    name=$(basename "$document" .md)
    if [[ " install journals ${documents[*]} " == *" $name "* ]]; then continue; fi
    if grep -q '^```sh boot$' "$document"; then documents+=("$name"); fi
done
blocks() {
    local out=$1 docs=$2
    local files=("${documents[@]/%/.md}")
    files=("${files[@]/#/$docs/}")
    mkdir "$out" "$out/first" "$out/then"
    awk -v out="$out/first" -f "$here/../documents/blocks.awk" \
        until='^## 2' "$docs/install.md" until= "$docs/journals.md"
    awk -v out="$out/then" -f "$here/../documents/blocks.awk" \
        from='^## 2' "$docs/install.md" from= "${files[@]}"
    compgen -G "$out/then/*.boot" >/dev/null
}
blocks "$shared/english" "$docs"
# In Russian they are the same; what they print is looked at where documents run without a boot.
blocks "$work/russian" "$docs/ru"
for block in "$shared"/english/*/*.boot; do
    russian=$work/russian/${block#"$shared/english/"}
    diff <(sed 's/ *#.*//' "$block") <(sed 's/ *#.*//' "$russian") || {
        echo "$(cat "${block%.boot}.place") has other commands in Russian"
        exit 1
    }
done
cp "$here/../documents/blocks.sh" "$here"/{checks,this_year}.sh "$shared/"

run() { inside bash -c 'cd /mnt/packages && exec bash "$@"' bash "$@"; }
type_blocks() {
    cp "$here/../documents/compare.awk" "$shared/english/$1/"
    run /mnt/blocks.sh "/mnt/english/$1"
}
inside pg_createcluster 15 main >"$work/log"
inside systemctl start postgresql@15-main.service
if ! { type_blocks first && run /mnt/this_year.sh && type_blocks then && run /mnt/checks.sh; }; then
    echo 'the last words of its journal:'
    inside journalctl --no-pager --lines 60 | cut -c1-400
    exit 1
fi
