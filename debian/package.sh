#!/usr/bin/env bash
# package.sh BUILD OUT: Debian packages of what cmake has built in BUILD, into the folder OUT.
# Compiles nothing; works on a copy, so that the checkout stays as it is.
set -euo pipefail
build=$(realpath "$1")
out=$(realpath -m "$2")
cd "$(dirname "$(dirname "$(readlink -f "$0")")")"

rm -rf "$out"
mkdir -p "$out/source"
cp -r debian README.md README.ru.md docs "$out/source/"
cd "$out/source"
# Debug symbols would be five times as large as the programs.
export DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-} noautodbgsym"
export ROSTERD_BUILD=$build
# The packages to build with are the business of who built.
if ! dpkg-buildpackage --build=binary --unsigned-changes --no-check-builddeps >"$out/log" 2>&1; then
    tail -n 30 "$out/log" >&2
    exit 1
fi
rm -rf "$out/source"
