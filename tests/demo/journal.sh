# The demo's journal, sourced by demo.sh: a SQLite file, or a throw-away PostgreSQL cluster.
# Sets journal_target, journal_config and `s`, the schema prefix of its relations.
# shellcheck shell=bash disable=SC2154

if ((postgres)); then
    s=rosterd_journal.
    pg_bin=/usr/lib/postgresql/15/bin
    pg_dir=$work/pg
    as_postgres=()
    if ((EUID == 0)); then
        as_postgres=(setpriv --reuid=postgres "--regid=$(id -g postgres)" --clear-groups --)
    fi
    pg() { "${as_postgres[@]}" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "HOME=$pg_dir" \
        "PGOPTIONS=-c client_min_messages=warning" "$@"; }

    journal_start() {
        mkdir "$pg_dir"
        if ((EUID == 0)); then chown postgres: "$pg_dir"; fi
        pg "$pg_bin/initdb" -D "$pg_dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
            --no-sync --no-instructions >"$work/initdb.log" 2>&1
        pg "$pg_bin/pg_ctl" -D "$pg_dir/data" -l "$pg_dir/log" -w -t 30 -o \
            "-c listen_addresses='' -c unix_socket_directories='$pg_dir' -c fsync=off" \
            start >"$work/pg_ctl.log" 2>&1
        journal_target="host=$pg_dir user=postgres dbname=postgres"
        (umask 077 && echo "$journal_target" >"$work/dsn")
        journal_config="kind: postgres, dsn_file: $work/dsn"
        echo "   a throw-away PostgreSQL on a unix socket in $pg_dir"
    }
    journal_ready() {
        pg psql -qAt -v ON_ERROR_STOP=1 -h "$pg_dir" -U postgres -f - \
            <"$here/../../adapters/journal/notify.sql"
        echo "   with the shipped triggers: a commit is announced by NOTIFY"
    }
    journal_sql() { pg psql -qAt -v ON_ERROR_STOP=1 -h "$pg_dir" -U postgres -1 -c "$1"; }
    journal_stop() {
        [[ ! -d $pg_dir/data ]] ||
            pg "$pg_bin/pg_ctl" -D "$pg_dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    }
else
    s=
    journal_start() {
        journal_target=$work/journal.db
        journal_config="kind: sqlite, path: $journal_target"
    }
    journal_ready() { :; }
    journal_sql() {
        sqlite3 -bail -cmd '.timeout 10000' "$journal_target" \
            "BEGIN; $1; UPDATE change_marker SET marker = marker || '+'; COMMIT;"
    }
    journal_stop() { :; }
fi
