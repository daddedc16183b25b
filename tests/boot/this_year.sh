#!/usr/bin/env bash
# this_year.sh: on the booted machine: the classes of the sample journal are those of the school
# year that it is, or the daemon would rightly close their chats one day.
set -euo pipefail
runuser -u postgres -- psql -q -d journal -v ON_ERROR_STOP=1 <<'SQL'
UPDATE sgo.classes SET school_year = extract(year FROM current_date - interval '8 months');
SQL
