# blocks.awk: the blocks of a document, each into a file of the folder `out`, in order.
#   ```sh               NNN.sh: commands, which run
#   ```sh boot          NNN.boot: commands that need a systemd; they run where one was booted
#   ```text             NNN.expected: what the commands right before it print; "..." is any lines
#   ```FORMAT /a/path   NNN.file: what is in this file then; its first line is the path
# All others are only looked at. NNN.place says where the block is: FILE:LINE. Of a document with
# `until=PATTERN` before it only what stands above that line counts, with `from=PATTERN` only what
# stands below.

function name(kind) { return sprintf("%s/%03d.%s", out, number, kind) }

until != "" && $0 ~ until { until = ""; nextfile }
from != "" { if ($0 ~ from) from = ""; next }
/^```/ && !inside {
    inside = 1
    target = "/dev/null"
    if ($0 == "```sh" || $0 == "```sh boot") {
        number++
        target = name($0 == "```sh" ? "sh" : "boot")
        commands = 1
    } else if ($0 == "```text") {
        if (commands) target = name("expected")
        commands = 0
    } else if ($2 ~ /^\//) {
        number++
        target = name("file")
        print $2 > target
        commands = 0
    }
    if (target != "/dev/null") printf "" > target
    if (target ~ /\.(sh|boot|file)$/) print FILENAME ":" FNR > name("place")
    next
}
/^```$/ { inside = 0; close(target); next }
inside { print > target; next }
NF { commands = 0 }
