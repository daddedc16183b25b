#!/usr/bin/env bash
# machine.sh SHARED: becomes the systemd of a copy of this machine, which is gone when that ends.
# SHARED is /mnt inside. Needs root and namespaces of its own for mounts, processes, network, IPC,
# host name and control groups (booted.sh makes them). Starts nothing but the basics of Debian.
set -euo pipefail
shared=$(realpath "$1")
export TMPDIR=$shared
. "$(dirname "$(readlink -f "$0")")/../support/copied_machine.sh"

mount --bind "$shared" "$root/mnt"
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$root/run"
mkdir "$root/run/lock"
# Readable only: so nothing inside sets off events of real devices.
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$root/sys/fs/cgroup"

# Of the devices only those that lead nowhere, and terminals of its own.
umount -R -l "$root/dev"
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root"/dev/{pts,shm}
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"

# The whole machine is under test, so its policy may not keep services from starting.
rm -f "$root/usr/sbin/policy-rc.d" "$root/etc/machine-id"
: >"$root/etc/machine-id"
cat >"$root/etc/systemd/system/booted.target" <<'UNIT'
[Unit]
Description=What a test needs of a machine
Requires=basic.target
After=basic.target
Wants=dbus.socket
UNIT
# Daily work of Debian would come in between.
ln -s /dev/null "$root/etc/systemd/system/timers.target"
# LeakSanitizer traces its own process at the end, which the units do not allow.
mkdir "$root/etc/systemd/system.conf.d"
printf '[Manager]\nDefaultEnvironment=ASAN_OPTIONS=detect_leaks=0\n' \
    >"$root/etc/systemd/system.conf.d/sanitizers.conf"
# What somebody types into a file.
cat >"$root/usr/local/bin/editor" <<'EDITOR'
#!/bin/sh
echo rehearsal-token >"$1"
EDITOR
chmod 755 "$root/usr/local/bin/editor"
# Its packages are the ones under test; PostgreSQL is the journal's.
chroot "$root" dpkg --purge rosterd rosterctl rosterd-sandbox >/dev/null 2>&1 || true
chroot "$root" pg_dropcluster 15 main >/dev/null 2>&1 || true
ip link set lo up

cd "$root"
mkdir -p .former
pivot_root . .former
umount -l /.former
# Without propagation the manager's mounts, credentials among them, never reach its services.
mount --make-rshared /
# The kernel's settings are everybody's.
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
exec setpriv --bounding-set=-sys_module,-sys_rawio,-sys_time,-syslog,-mac_admin,-mac_override -- \
    env -i container=rosterd-test PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
    /lib/systemd/systemd --system --unit=booted.target --show-status=no
