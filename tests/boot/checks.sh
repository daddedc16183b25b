#!/usr/bin/env bash
# checks.sh: on the booted machine, after the documents: what systemd and rosterd do for each other.
# Each check is one sentence; those that do not hold are printed, and then the status is 1.
set -uo pipefail
failures=0

# check WORDS COMMAND...: COMMAND succeeds.
check() {
    local words=$1 said
    shift
    said=$("$@" 2>&1) && return
    echo "not so: $words ($*)"
    [[ -z $said ]] || echo "${said:0:2000}" | sed 's/^/    /'
    failures=1
}
# eventually WORDS COMMAND...: the same within a minute.
eventually() {
    local until=$((SECONDS + 60))
    while ((SECONDS < until)); do
        "${@:2}" >/dev/null 2>&1 && return
        sleep 0.2
    done
    check "$@"
}
not() { ! "$@"; }
is() {
    local found
    found=$("${@:2}")
    [[ $found == "$1" ]] || { echo "it is '$found'"; return 1; }
}
# All is read: a program that is left alone with its words would count as failed.
contains() { "${@:2}" | grep -- "$1" >/dev/null; }
show() { systemctl show --value --property "$1" "${2:-rosterd.service}"; }
logged() { contains "$1" journalctl --unit rosterd.service --no-pager --output cat; }
as() { setpriv --reuid="$1" --regid="$1" --init-groups -- "${@:2}"; }
ready() { is true jq .ready <(rosterctl status --json); }
chats() { rosterctl chats --json | jq -S '[.items[] | {key, platform_chat, state}]'; }
in_step() { is '0 0' jq -r '"\(.queue.depth) \(.operations.failed)"' <(rosterctl status --json); }

check 'a second daemon of the same programs runs' systemctl is-active rosterd@north.service
systemctl disable --now rosterd@north.socket rosterd@north.service 2>/dev/null

# ---- socket activation ----
systemctl stop rosterd.service
systemctl start rosterd.socket
check 'the socket alone does not start the daemon' is inactive show ActiveState
check 'a question does' rosterctl status
check 'and systemd passed its socket' is active show ActiveState rosterd.socket

# ---- READY and status ----
systemctl start rosterd.service # waits for READY
check 'it is active once it said that it is ready' is active show ActiveState
eventually 'it sees the journal and its school' contains 'journal ok; 1 schools, 0 failing' \
    show StatusText
eventually 'the school is in step' in_step
check 'it is ready for programs too' ready

# ---- the system bus ----
bus=(org.rosterd.Rosterd1 /org/rosterd/Rosterd1 org.rosterd.Rosterd1)
eventually 'it has its name on the bus' is 'u 1' busctl get-property "${bus[@]}" Schools
check 'the bus lets root act' busctl call "${bus[@]}" Resync s ''
check 'and not just anybody' not as nobody busctl call "${bus[@]}" Resync s ''
check 'nor does just anybody get the name' not as nobody \
    busctl call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus \
    RequestName su org.rosterd.Rosterd1.north 0
eventually 'the school is in step again' in_step

# ---- it is shut in ----
process=/proc/$(show MainPID)
check 'it has no capability' grep -q '^CapEff:.0000000000000000$' "$process/status"
check 'it can get none' grep -q '^NoNewPrivs:.1$' "$process/status"
check 'its system calls are filtered' grep -q '^Seccomp:.2$' "$process/status"
check 'it leaves no core' grep -q '^Max core file size  *0  *0 ' "$process/limits"
check 'it is nobody else' is rosterd stat -c %U "$process"
in_its_place() { nsenter --target "${process#/proc/}" --mount -- "$@"; }
check 'it can write to its own folder' in_its_place touch /var/lib/rosterd/written
for folder in /etc /usr /home /var/lib; do
    check "it cannot write to $folder" not in_its_place touch "$folder/written"
done

# ---- credentials ----
credentials=/run/credentials/rosterd.service
check 'it has a token' test -s "$credentials/secret_vk-token"
check 'and the journal'"'"'s address' test -s "$credentials/secret_journal.dsn"
check 'nobody else may read one' is '' find "$credentials" ! -type d -perm /077
check 'nor see their folder' is '' find "$credentials" -type d -perm /027
for user in nobody postgres; do
    check "$user reads no secret" not as "$user" cat "$credentials/secret_vk-token"
    check "$user does not reach the file behind it" not as "$user" cat /etc/rosterd/secrets/vk-token
done
check 'the daemon itself does not reach it' not as rosterd cat /etc/rosterd/secrets/vk-token
other_service() { systemd-run --quiet --collect --wait --pipe --property DynamicUser=yes "$@"; }
check 'other services run' other_service cat /etc/hostname
check 'and do not read it' not other_service cat "$credentials/secret_vk-token"
check 'it is not in the environment' not grep rehearsal-token "$process/environ"
check 'it is not in the log' not logged rehearsal-token

secret=/etc/rosterd/secrets/vk-token
check 'a secret can be encrypted' systemd-creds encrypt --quiet --name=sealed_vk-token "$secret" \
    /etc/rosterd/secrets.encrypted/vk-token
mv "$secret" /root/vk-token
check 'the encrypted one alone is enough' systemctl restart rosterd.service
check 'and is given to the daemon' test -s "$credentials/sealed_vk-token"
eventually 'with it the school is in step' ready
mv /root/vk-token "$secret"
rm /etc/rosterd/secrets.encrypted/vk-token

# ---- reload ----
configuration=/etc/rosterd/rosterd.yaml
main=$(show MainPID)
echo 'log: { level: debug }' >>"$configuration"
check 'it reloads' systemctl reload rosterd.service
eventually 'and says so' logged 'configuration reloaded'
cp "$configuration" /root/good.yaml
echo 'no such key: 1' >>"$configuration"
check 'it looks at one with a mistake' systemctl reload rosterd.service
eventually 'and does not take it' logged 'configuration not reloaded'
check 'it is still active' is active show ActiveState
check 'and the same process' is "$main" show MainPID
cp /root/good.yaml "$configuration"
systemctl reload rosterd.service

# ---- the journal of the machine ----
entries() { journalctl --unit rosterd.service --no-pager --output json "$@"; }
rosterctl chat create --school 17 --kind custom --title Hike --person 1=admin >/dev/null
eventually 'each operation is an entry with its fields' contains '"ROSTERD_CHAT":"custom/' \
    entries ROSTERD_SCHOOL=17 ROSTERD_OPERATION=create
refused=MESSAGE_ID=68b49734b70d403b866b3aa827a0018a
check 'a refusal is an error with an id' contains '"PRIORITY":"3"' entries "$refused"
check 'which the catalogue explains' contains 'Subject: The new configuration was not taken' \
    journalctl --catalog --no-pager "$refused"
check 'in Russian as well' contains 'Новая конфигурация не принята' \
    cat /usr/lib/systemd/catalog/rosterd.ru.catalog
check 'no field holds a secret' not contains rehearsal-token entries

# ---- it dies, it hangs ----
before=$(chats)
check 'chats were made' contains platform_chat echo "$before"
eventually 'nothing is left to do' in_step
mkdir -p /run/systemd/system/rosterd.service.d
printf '[Service]\nWatchdogSec=5s\n' >/run/systemd/system/rosterd.service.d/hurry.conf
systemctl daemon-reload
systemctl restart rosterd.service
main=$(show MainPID)
restarted() { [[ $(show NRestarts) == "$1" && $(show ActiveState) == active ]]; }
kill -KILL "$main"
eventually 'after a crash it is started again' restarted 1
kill -STOP "$(show MainPID)"
eventually 'a hanging one is killed and started again' restarted 2
check 'by the watchdog' contains 'Watchdog timeout' journalctl --no-pager --unit rosterd.service
eventually 'it answers again' ready
check 'the chats are the ones that were there' is "$before" chats

# ---- upgrade ----
main=$(show MainPID)
store=$(stat -c %i /var/lib/rosterd/state.db)
check 'newer packages are installed' apt-get install -qq -o Dpkg::Use-Pty=0 \
    /mnt/newer/rosterd_9.9.9.deb /mnt/newer/rosterctl_9.9.9.deb
check 'they are the newer ones' is 9.9.9 dpkg-query --show --showformat '${Version}' rosterd
check 'what ran is restarted' not is "$main" show MainPID
eventually 'and ready' ready
check 'the state is the same file' is "$store" stat -c %i /var/lib/rosterd/state.db
check 'the chats are still the ones that were there' is "$before" chats
check 'the configuration is kept' cmp /root/good.yaml "$configuration"
check 'what was enabled still is' systemctl is-enabled --quiet rosterd.service rosterd.socket

# ---- stop ----
systemctl stop rosterd.socket rosterd.service
check 'it stops in time and content' is 'inactive success 0' \
    echo "$(show ActiveState) $(show Result) $(show ExecMainStatus)"
check 'and says so' logged 'rosterd stopped'
check 'its credentials are gone' test ! -e "$credentials"
check 'nothing else failed' is '' systemctl --failed --quiet --no-legend --plain
exit $failures
