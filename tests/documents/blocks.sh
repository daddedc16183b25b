# blocks.sh FOLDER: runs the blocks that blocks.awk wrote there, in one shell and in order. The
# first that fails, or prints something else than its document says, ends it with its place.
set -euo pipefail
folder=$1
failed() {
    echo "$(cat "$block.place"): $1" >&2
    sed 's/^/    /' "$folder/printed" >&2
}
for place in "$folder"/*.place; do
    block=${place%.place}
    : >"$folder/printed"
    if [[ -f $block.file ]]; then
        tail -n +2 "$block.file" >"$(head -n 1 "$block.file")"
    elif [[ -f $block.sh || -f $block.boot ]]; then
        # Where no systemd was booted, what needs one is left out.
        commands=$block.sh
        if [[ -f $block.boot ]]; then
            [[ -d /run/systemd/system ]] || continue
            commands=$block.boot
        fi
        trap 'failed "a command failed; printed until then:"' EXIT
        # In this shell: a later block may use what an earlier one set.
        . "$commands" >"$folder/printed" 2>&1
        trap - EXIT
        if [[ -f $block.expected ]]; then
            said=$(awk -f "$folder/compare.awk" "$block.expected" "$folder/printed") ||
                { failed "$said; printed:"; exit 1; }
        fi
    fi
done
