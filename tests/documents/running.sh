#!/usr/bin/env bash
# running.sh: what docs/dbus.md supposes, on the copied machine where the programs are installed: a
# system bus, and rosterd at work as its own user, for a school made up.
set -euo pipefail

wait_until() {
    local deadline=$((SECONDS + 60))
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= deadline)); then
            echo "gave up waiting for: $*"
            cat /tmp/*.log
            exit 1
        fi
        sleep 0.1
    done
}

mkdir -p /run/dbus
dbus-daemon --system --fork
mkdir -p /run/rosterd /var/lib/rosterd
rosterctl journal sample --school village --out /var/lib/rosterd/journal.db --account school
echo rehearsal-token >/var/lib/rosterd/token
chmod 600 /var/lib/rosterd/token
chown -R rosterd: /run/rosterd /var/lib/rosterd
cat >/etc/rosterd/rosterd.yaml <<'YAML'
journal: { kind: sqlite, path: /var/lib/rosterd/journal.db }
accounts:
  school:
    platform: vk
    token_file: /var/lib/rosterd/token
    token_kind: user
    base_url: http://127.0.0.1:8090
YAML
rosterd-sandbox --listen 127.0.0.1:8090 --token user:rehearsal-token:900000001:1000 \
    >/tmp/sandbox.log 2>&1 &
setpriv --reuid=rosterd --regid=rosterd --init-groups \
    rosterd --config /etc/rosterd/rosterd.yaml >/tmp/rosterd.log 2>&1 &
wait_until rosterctl chats
wait_until busctl get-property org.rosterd.Rosterd1 /org/rosterd/Rosterd1 org.rosterd.Rosterd1 Ready
