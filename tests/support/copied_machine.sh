# copied_machine.sh: to be sourced. A copy of this machine on which anything may be changed and
# which is gone when the script ends: $root is its root folder, $work a folder beside it. Needs
# root, and a mount namespace of its own (unshare --mount).

work=$(mktemp -d)
trap 'cd /; umount -R -l "$work"; rmdir "$work"' EXIT
mount -t tmpfs -o mode=755 tmpfs "$work"
mkdir "$work"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
root=$work/root
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --rbind /dev "$root/dev"

# inside COMMAND...: on the copy, with nothing of our environment.
inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
}
