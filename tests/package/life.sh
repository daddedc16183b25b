#!/usr/bin/env bash
# life.sh FOLDER: installs, upgrades, removes and purges the packages in FOLDER on a copy of this
# machine that is thrown away. Needs root and a mount namespace of its own (unshare --mount). Ends
# with status 1 and a line for everything that is not as it should be.
set -euo pipefail

packages=$(realpath "$1")
. "$(dirname "$(readlink -f "$0")")/../support/copied_machine.sh"
mount --bind "$packages" "$root/mnt"

failures=0
# check WORDS COMMAND...: COMMAND succeeds inside.
check() {
    local words=$1
    shift
    if ! inside "$@" >/dev/null 2>&1; then
        echo "not so: $words ($*)"
        failures=1
    fi
}
is() {
    local found
    found=$(inside stat -c '%a %U:%G' "$1" 2>&1) || true
    [[ $found == "$2" ]] || { echo "$1 is '$found', not '$2'"; failures=1; }
}
absent() { check "$1 is gone" test ! -e "$1"; }
present() { check "$1 is there" test -e "$1"; }
packaged() {
    inside sh -c "dpkg $1 /mnt/*.deb" >"$work/said" 2>&1 || {
        cat "$work/said"
        exit 1
    }
}

# The machine that is copied may have them.
inside dpkg --purge rosterd rosterctl rosterd-sandbox >/dev/null 2>&1 || true

packaged --install
check 'the daemon has a user' id rosterd
check 'operators have a group' getent group rosterd-operators
is /etc/rosterd '750 root:rosterd'
is /etc/rosterd/secrets '700 root:root'
is /etc/rosterd/secrets.encrypted '700 root:root'
present /etc/rosterd/rosterd.yaml
check 'nothing is enabled' sh -c '! ls /etc/systemd/system/*/rosterd* 2>/dev/null'
absent /var/lib/rosterd

# An administrator's work, and what the daemon has made of it.
inside sh -c 'echo "# mine" >>/etc/rosterd/rosterd.yaml
    install -m 600 /dev/null /etc/rosterd/secrets/vk-token
    install -d -m 750 -o rosterd -g rosterd /var/lib/rosterd
    echo state >/var/lib/rosterd/state.db
    systemctl enable rosterd.socket rosterd.service' >/dev/null 2>&1

packaged --install
check 'an upgrade keeps the configuration' grep -q '^# mine' /etc/rosterd/rosterd.yaml
check 'an upgrade keeps the state' grep -q state /var/lib/rosterd/state.db
is /etc/rosterd/secrets/vk-token '600 root:root'
is /etc/rosterd '750 root:rosterd'
check 'an upgrade keeps what is enabled' \
    test -L /etc/systemd/system/multi-user.target.wants/rosterd.service

inside dpkg --remove rosterd >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
absent /usr/sbin/rosterd
absent /lib/systemd/system/rosterd.service
present /etc/rosterd/rosterd.yaml
present /etc/rosterd/secrets/vk-token
present /var/lib/rosterd/state.db

inside dpkg --purge rosterd rosterctl rosterd-sandbox >"$work/said" 2>&1 ||
    { cat "$work/said"; exit 1; }
for folder in /var/lib/rosterd /etc/rosterd; do
    absent "$folder"
    grep -q "rosterd: $folder is removed" "$work/said" ||
        { echo "a purge does not say that it removes $folder"; failures=1; }
done
absent /usr/share/rosterd
absent /usr/bin/rosterctl
absent /etc/systemd/system/multi-user.target.wants/rosterd.service
exit $failures
