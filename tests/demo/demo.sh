#!/usr/bin/env bash
# The demo: a school's journal turns into chats on a local platform, then changes before your eyes.
# Everything runs on loopback in a directory of its own and ends with the script.
#   ROSTERD_BUILD=build/dev tests/demo/demo.sh [--once] [--postgres] [--school KIND]
set -euo pipefail

build=${ROSTERD_BUILD:?set ROSTERD_BUILD to a build directory}
rosterd=$build/daemon/rosterd/rosterd
rosterctl=$build/daemon/rosterctl/rosterctl
sandbox=$build/adapters/sandbox/rosterd-sandbox
here=$(cd "$(dirname "$0")" && pwd)
once=0
postgres=0
school=town
quota=20

while (($#)); do
    case $1 in
        --once) once=1 ;;
        --postgres) postgres=1 ;;
        --school) school=${2:?--school needs a kind} && shift ;;
        *) echo "demo: unknown argument '$1' (--once, --postgres, --school KIND)" >&2 && exit 2 ;;
    esac
    shift
done

work=$(mktemp -d /tmp/rosterd-demo.XXXXXX)
chmod 755 "$work"
# shellcheck source=tests/demo/journal.sh
source "$here/journal.sh"

stop_everything() {
    trap - EXIT INT TERM
    [[ -z ${daemon_pid:-} ]] || kill -TERM "$daemon_pid" 2>/dev/null || true
    [[ -z ${daemon_pid:-} ]] || wait "$daemon_pid" 2>/dev/null || true
    [[ -z ${sandbox_pid:-} ]] || kill -TERM "$sandbox_pid" 2>/dev/null || true
    journal_stop
    rm -rf "$work"
}
trap stop_everything EXIT
trap 'echo; exit 130' INT TERM

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[[ -t 1 ]] || say() { printf '\n%s\n' "$*"; }
fail() {
    echo "demo: $*" >&2
    tail -n 20 "$work"/*.log >&2 || true
    exit 1
}
# wait_until SECONDS COMMAND...: polls a condition of another process.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || fail "gave up waiting for: $*"
        sleep 0.1
    done
}
now_ms() { date +%s%3N; }
platform() { curl -sS --max-time 20 "http://127.0.0.1:$port/sandbox/$1"; }
control() { "$rosterctl" --socket "$work/control.sock" "$@"; }

# ---- the platform, the journal, the daemon -------------------------------------------------------

say "1. A messaging platform: the sandbox speaks VK's protocol, $quota requests a second"
"$sandbox" --listen 127.0.0.1:0 --port-file "$work/port" \
    --token "user:demo-token:900000001:$quota" \
    >"$work/sandbox.log" 2>&1 &
sandbox_pid=$!
wait_until 10 test -s "$work/port"
port=$(<"$work/port")
echo "   its page: http://127.0.0.1:$port/"

say "2. A school's journal: a synthetic '$school' school"
journal_start
"$rosterctl" journal sample --school "$school" --seed 7 --profile sgo --account demo \
    --today "$(date +%F)" --out "$journal_target" | sed 's/^/   /'
journal_ready

say "3. rosterd reads the journal and fills the platform"
cat >"$work/rosterd.yaml" <<YAML
journal: { $journal_config, poll: 5s }
store: { kind: sqlite, path: $work/state.db }
accounts:
  demo:
    platform: vk
    base_url: http://127.0.0.1:$port
    token_file: $work/token
    token_kind: user
    budget: { requests_per_second: $quota }
control: { socket: $work/control.sock, watch_group: root, operate_group: root }
log: { level: info, target: stderr }
YAML
(umask 077 && echo demo-token >"$work/token")
started=$(now_ms)
"$rosterd" --config "$work/rosterd.yaml" >"$work/rosterd.log" 2>&1 &
daemon_pid=$!
wait_until 20 test -S "$work/control.sock"

school_state() { control schools --json 2>/dev/null | jq -r '.items[0].state // "waiting"'; }
progress() {
    local counts
    kill -0 "$daemon_pid" 2>/dev/null || fail "rosterd ended"
    counts=$(platform 'state?members=0' |
        jq -r '[(.chats | length), ([.chats[].members_count] | add // 0)] | @tsv')
    read -r chats members <<<"$counts"
    [[ ! -t 1 ]] || printf '\r   %5d chats, %6d people in them ' "$chats" "$members"
    [[ $(school_state) == converged ]]
}
wait_until 600 progress
finished=$(now_ms)
[[ ! -t 1 ]] || printf '\r'
control chats --school 1 --json >"$work/chats.json"
platform state >"$work/state.json"
jq -r --argjson ms $((finished - started)) --slurpfile chats "$work/chats.json" '
    ($chats[0].items) as $items
    | ([.chats[].members[] | select(.admin and (.owner | not))] | length) as $admins
    | (.chats | length) as $made
    | ($made + (($admins + 24) / 25 | floor)) as $least
    | (.calls.by_method["messages.createChat"] // 0) as $creates
    | "   chats created          \($made)",
      "   people added           \([$items[].on_platform] | add)  (memberships)",
      "   waiting for a link     \([$items[].waiting] | add)  (they enter by themselves)",
      "   administrators named   \($admins)",
      "   calls used             \(.calls.total), of them \($creates) to create",
      "   refused by the quota   \(.calls.refused_6)",
      "   calls at the least     \($least)  (one for each chat, one for 25 administrators)",
      "   time                   \($ms / 1000) s"
' "$work/state.json"

# ---- changes -------------------------------------------------------------------------------------

# change TITLE SQL KIND USER: commits, waits until the platform saw KIND for USER, tells the delay.
change() {
    local title=$1 sql=$2 kind=$3 user=$4 since committed seen
    since=$(platform 'state?members=0' | jq .last_event)
    journal_sql "$sql"
    committed=$(now_ms)
    local deadline=$((SECONDS + 60))
    seen=
    while [[ -z $seen ]]; do
        ((SECONDS < deadline)) || fail "the platform never saw: $title"
        seen=$(platform "events?since=$since&wait_ms=2000" |
            jq -r --arg kind "$kind" --argjson user "$user" \
                'first(.events[] | select(.kind == $kind and .user == $user)) | .at_ms // empty')
    done
    wait_until 60 is_converged
    echo
    echo "   $title"
    platform "events?since=$since" | jq -r '
        .events | group_by([.kind, .user]) | map({kind: .[0].kind, user: .[0].user,
            titles: ([.[].title] | unique)})
        | .[] | (.titles[:4] | join(", ")) as $some
        | (if (.titles | length) > 4 then ", ..." else "" end) as $more
        | "     \(.kind) user \(.user): \(.titles | length) chat(s): \($some)\($more)"'
    echo "     first on the platform $((seen - committed)) ms after the journal's commit"
}
is_converged() { [[ $(school_state) == converged ]]; }
one() { journal_sql "$1" | head -n 1; }
today=$(date +%F)
linked="SELECT l.user_id FROM ${s}profile_link l WHERE l.state = 'linked' AND l.person_id ="

say "4. The journal changes; each change arrives on the platform"

IFS='|' read -r pupil class < <(one "SELECT e.person_id, e.class_id FROM ${s}enrolment e
    JOIN ${s}profile_link l ON l.person_id = e.person_id AND l.state = 'linked'
    WHERE e.valid_to IS NULL ORDER BY e.class_id, e.person_id")
change "A pupil is expelled ($pupil of class $class): out of every chat" \
    "UPDATE ${s}enrolment SET valid_to = '$today' WHERE person_id = '$pupil' AND valid_to IS NULL" \
    remove "$(one "$linked '$pupil'")"

IFS='|' read -r pupil from to < <(one "SELECT e.person_id, e.class_id, c.class_id
    FROM ${s}enrolment e JOIN ${s}class a ON a.class_id = e.class_id
    JOIN ${s}class c ON c.class_id <> a.class_id
    JOIN ${s}profile_link l ON l.person_id = e.person_id AND l.state = 'linked'
    WHERE e.valid_to IS NULL
    ORDER BY CASE WHEN c.grade = a.grade THEN 0 ELSE 1 END, e.class_id DESC, e.person_id DESC")
change "A pupil is transferred ($pupil from class $from to $to): chats and parents follow" \
    "UPDATE ${s}enrolment SET valid_to = '$today' WHERE person_id = '$pupil' AND valid_to IS NULL;
     INSERT INTO ${s}enrolment (school_id, class_id, person_id, valid_from)
         VALUES ('1', '$to', '$pupil', '$today')" \
    add "$(one "$linked '$pupil'")"

IFS='|' read -r class old new < <(one "SELECT t.class_id, t.person_id, n.person_id
    FROM ${s}class_teacher t
    JOIN ${s}profile_link o ON o.person_id = t.person_id AND o.state = 'linked'
    JOIN ${s}staff n ON n.person_id <> t.person_id AND n.roles = 'teacher' AND n.valid_to IS NULL
    JOIN ${s}profile_link l ON l.person_id = n.person_id AND l.state = 'linked'
    WHERE t.valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM ${s}class_teacher x
        WHERE x.person_id = n.person_id) ORDER BY t.class_id, n.person_id")
change "A class teacher is replaced (class $class, $old by $new): the new one administers first" \
    "UPDATE ${s}class_teacher SET valid_to = '$today'
         WHERE class_id = '$class' AND person_id = '$old';
     INSERT INTO ${s}class_teacher (school_id, class_id, person_id, valid_from)
         VALUES ('1', '$class', '$new', '$today')" \
    promote "$(one "$linked '$new'")"

parent=$(one "SELECT g.parent_id FROM ${s}guardian g
    JOIN ${s}enrolment e ON e.person_id = g.student_id AND e.valid_to IS NULL
    WHERE NOT EXISTS (SELECT 1 FROM ${s}profile_link l WHERE l.person_id = g.parent_id)
      AND NOT EXISTS (SELECT 1 FROM ${s}staff f WHERE f.person_id = g.parent_id)
    ORDER BY g.parent_id")
change "A parent links an account ($parent): in at once, nobody had to invite" \
    "INSERT INTO ${s}profile_link (school_id, person_id, platform, user_id, state, linked_at)
         VALUES ('1', '$parent', 'vk', '800000001', 'linked', '${today}T08:00:00Z')" \
    add 800000001

say "Why is the new class teacher in the chat of class $class?"
control explain --school 1 --person "$new" --chat "class/$class" | sed 's/^/   /'

if ((once)); then
    say "Done."
    exit 0
fi
say "Left running until Ctrl-C:"
echo "   the platform's page   http://127.0.0.1:$port/"
echo "   the control socket    $rosterctl --socket $work/control.sock status"
wait "$daemon_pid"
