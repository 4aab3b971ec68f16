#!/bin/bash
# image.sh DIRECTORY: the guest of ARCH, from the build of that architecture, in DIRECTORY: disk.raw (boots with GRUB on amd64),
# vmlinuz and initrd.img (to boot it directly). Three layers, the first two cached by the hash of what they are made from:
#   root    a Debian root from packages.ARCH.txt                 minutes
#   guest   our module and units in it, initramfs, bootable disk  a minute
#   agent   the binary in disk and initramfs                      seconds
# Nothing but time is lost without the cache.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh

target=$1
suite=bookworm
root_partition=$((4 * 1024 * 1024)) # bytes from the start of the disk
disk_size=3G

if ((EUID != 0)); then
  exec sudo --preserve-env=HOME,XDG_CACHE_HOME,QUIET,ARCH "$0" "$@"
fi

say() { printf '[%4d s] %s\n' "$SECONDS" "$*" >&2; }

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/ignition-agent
if ! mkdir -p "$cache" 2>/dev/null || [[ ! -w $cache ]]; then
  cache=$PWD/out/vm-cache
  mkdir -p "$cache"
fi

work=$(mktemp -d "${TMPDIR:-/var/tmp}/ignition-guest.XXXXXX")
at_end=("rm -rf --one-file-system $work")
trap 'for command in "${at_end[@]}"; do eval "$command"; done' EXIT

hash_of() { sha256sum | cut -c 1-16; }
files_in() { tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - "$@"; }

# Keeps the two newest of a layer.
prune() { ls -dt "$cache/$1"-* 2>/dev/null | tail -n +3 | xargs -r rm -rf; }

# Packages of another architecture run their scripts, and dracut its own, under qemu-user: the kernel is told how until this script ends.
emulate() {
  local registry=/proc/sys/fs/binfmt_misc name=qemu-$machine
  [[ $ARCH != "$native" ]] || return 0
  if [[ ! -e $registry/register ]]; then
    mount -t binfmt_misc binfmt_misc "$registry" || { echo "$ARCH programs cannot run here: binfmt_misc cannot be mounted" >&2; return 1; }
    at_end+=("umount $registry")
  fi
  [[ ! -e $registry/$name ]] || return 0
  cat "/usr/lib/binfmt.d/$name.conf" >"$registry/register"
  at_end=("sh -c 'echo -1 >$registry/$name'" "${at_end[@]}")
}

packages=packaging/vm/packages.$ARCH.txt
root_key=$({ echo "$suite $ARCH"; cat "$packages"; } | hash_of)
root=$cache/root-$ARCH-$root_key.tar
make_root() {
  local names
  names=$(sed 's/#.*//' "$packages" | tr -s ' \n' ',' | sed 's/^,//; s/,$//')
  say "1/3 Debian root: $(tr ',' '\n' <<<"$names" | wc -l) packages and what they need (about 2 minutes)"
  emulate
  : >"$work/mmdebstrap.log"
  # The initramfs that comes with a kernel is not wanted: ours are made below.
  INITRD=No mmdebstrap --architectures="$ARCH" --skip=check/qemu --variant=minbase --format=tar --include="$names" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt=force-unsafe-io \
    "$suite" "$work/root.tar" 2>"$work/mmdebstrap.log" &
  local pid=$! shown='' line
  while kill -0 $pid 2>/dev/null; do
    line=$(tail -n 1 "$work/mmdebstrap.log" 2>/dev/null | tr -d '\r')
    [[ $line == "$shown" ]] || say "    ${line#I: }"
    shown=$line
    sleep 2
  done
  wait $pid || { cat "$work/mmdebstrap.log" >&2; return 1; }
  mv "$work/root.tar" "$root.$$" && mv "$root.$$" "$root"
  prune "root-$ARCH"
}

sources=(dracut-module packaging/vm/guest)
[[ ! -d packaging/catalog ]] || sources+=(packaging/catalog)
guest_key=$({ echo "$root_key"; cat packaging/vm/{image,install,arch}.sh; files_in "${sources[@]}"; } | hash_of)
guest=$cache/guest-$ARCH-$guest_key
make_guest() {
  local tree=$work/tree made=$work/guest kernel
  mkdir "$tree" "$made"
  say "2/3 guest: unpacking the root"
  emulate
  tar -xf "$root" -C "$tree"

  packaging/vm/install.sh "$tree" /usr
  make --no-print-directory -s -C dracut-module install DESTDIR="$tree" PREFIX=/usr
  cp -a --no-preserve=ownership packaging/vm/guest/root/. "$tree/"
  echo uninitialized >"$tree/etc/machine-id" # systemd applies presets on a first boot of its own only
  echo guest >"$tree/etc/hostname"
  printf '127.0.0.1 localhost guest\n' >"$tree/etc/hosts"
  : >"$tree/boot/ignition.firstboot"
  # A root without a policy is the rule; the guest's own initramfs puts Debian's back where a boot asks for it.
  mkdir -p "$tree/usr/share/evidence"
  [[ ! -d $tree/etc/selinux ]] || mv "$tree/etc/selinux" "$tree/usr/share/evidence/selinux"
  chroot "$tree" journalctl --update-catalog
  # Somebody for a config to remove, whom no package brings back.
  chroot "$tree" useradd --no-create-home leftover
  chroot "$tree" groupadd leftovers
  chroot "$tree" systemctl -q enable systemd-networkd.service 2>/dev/null
  # Nothing that only costs time in a machine that lives for a minute.
  chroot "$tree" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer \
    e2scrub_all.timer e2scrub_reap.service getty@tty1.service systemd-networkd-wait-online.service \
    NetworkManager.service NetworkManager-dispatcher.service NetworkManager-wait-online.service 2>/dev/null

  if [[ $ARCH == arm64 ]]; then
    # Each costs seconds under emulation, and no test of that architecture asks for any of them.
    chroot "$tree" systemctl -q mask systemd-logind.service serial-getty@ttyAMA0.service getty.target systemd-networkd.service \
      modprobe@{configfs,dm_mod,drm,efi_pstore,fuse,loop}.service systemd-update-utmp{,-runlevel}.service 2>/dev/null
  fi

  kernel=$(basename "$tree"/usr/lib/modules/*)
  cp -a packaging/vm/guest/initramfs "$tree/run-initramfs"
  cp packaging/vm/guest/root/usr/lib/evidence/collect "$tree/run-initramfs/usr/lib/evidence/collect"
  chown -R 0:0 "$tree/run-initramfs"
  say "2/3 guest: initramfs (dracut, kernel $kernel)"
  # dracut takes NetworkManager where there is one, then systemd-networkd, then its own network scripts and dhclient.
  make_initramfs "$tree" "$kernel" initrd.img NetworkManager/nm-initrd-generator
  if [[ -e $tree/usr/lib/NetworkManager/nm-initrd-generator ]]; then
    make_initramfs "$tree" "$kernel" initrd-manager.img
    make_initramfs "$tree" "$kernel" initrd-legacy.img NetworkManager/nm-initrd-generator systemd/systemd-networkd
  fi
  rm -rf "$tree/run-initramfs" "$tree"/boot/initrd.img-* "$tree"/initrd.img* "$tree"/vmlinuz*
  ln -sf "vmlinuz-$kernel" "$tree/boot/vmlinuz"
  cp "$tree/boot/vmlinuz-$kernel" "$made/vmlinuz"
  cp "$tree/boot/initrd.img" "$made/initrd.img"
  [[ ! -e $tree/boot/initrd-legacy.img ]] || mv "$tree"/boot/initrd-{legacy,manager}.img "$made/"

  say "2/3 guest: disk"
  make_disk "$tree" "$made/disk.raw"
  mv "$made" "$guest.$$" && mv "$guest.$$" "$guest"
  prune "guest-$ARCH"
}

make_initramfs() { # TREE KERNEL NAME PROGRAM-OF-/usr/lib-TO-HIDE...
  unshare -m bash -c '
    for d in proc sys dev; do mount --rbind /$d "$1/$d"; done
    for hidden in "${@:4}"; do [[ ! -e $1/usr/lib/$hidden ]] || mount --bind /dev/null "$1/usr/lib/$hidden"; done
    exec chroot "$1" dracut --kver "$2" --add ignition --no-hostonly --force --compress "zstd -3 -q -T0" \
      --include /run-initramfs / --install "stat tar" --add-drivers vsock_loopback --omit "nfs iscsi multipath lvm dmraid" "/boot/$3"
    ' _ "$@" >"$work/dracut.log" 2>&1 ||
    { cat "$work/dracut.log" >&2; return 1; }
  # dracut goes on without a module that it cannot read.
  if ! grep -q 'Including module: ignition' "$work/dracut.log" || grep -iE 'syntax error|dracut.*(error|failed):' "$work/dracut.log" >&2; then
    cat "$work/dracut.log" >&2
    return 1
  fi
  ! grep -E 'ignition: ' "$work/dracut.log" >&2 || true
  truncate -s %512 "$1/boot/$3"
}

# A whole disk: GPT, a BIOS boot partition, the root.
make_disk() {
  local tree=$1 disk=$2 bios=2048
  [[ $ARCH != amd64 ]] || grub-editenv "$tree/boot/grub/grubenv" create
  truncate -s "$disk_size" "$disk"
  printf 'label: gpt\nstart=%d, size=2048, type=21686148-6449-6E6F-744E-656564454649\nstart=%d, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, name=root\n' \
    "$bios" "$((root_partition / 512))" | sfdisk -q "$disk"
  local blocks=$(((($(stat -c %s "$disk") - root_partition) / 4096) - 512)) # sfdisk ends the partition on a MiB
  mkfs.ext4 -q -F -b 4096 -L root -O ^metadata_csum_seed,^orphan_file -E "offset=$root_partition" -d "$tree" "$disk" "$blocks"
  [[ $ARCH != amd64 ]] || make_bootable "$disk" "$bios"
}

# GRUB where grub-install would put it, without a loop device.
make_bootable() { # DISK SECTOR-OF-THE-BIOS-BOOT-PARTITION
  local disk=$1 bios=$2 core=$work/core.img modules=/usr/lib/grub/i386-pc
  grub-mkimage -O i386-pc -d "$modules" -p '(hd0,gpt2)/boot/grub' -o "$core" \
    biosdisk part_gpt ext2 normal linux serial terminal configfile loadenv test echo
  # boot.img: sector of core.img at 0x5c. core.img: its own second sector at 0x1f4.
  cp "$modules/boot.img" "$work/boot.img"
  little_endian "$bios" | dd of="$work/boot.img" bs=1 seek=$((0x5c)) conv=notrunc status=none
  little_endian $((bios + 1)) | dd of="$core" bs=1 seek=$((0x1f4)) conv=notrunc status=none
  # The first 440 bytes are code, the rest is the partition table's.
  dd if="$work/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
  dd if="$core" of="$disk" bs=512 seek="$bios" conv=notrunc status=none
}

# A 64-bit number, least significant byte first.
little_endian() { local n=$1 i; for ((i = 0; i < 8; i++)); do printf "\\x$(printf %02x $((n >> 8 * i & 255)))"; done; }

agent_key=$({ echo "$guest_key"; cat "$out/ignition"; } | hash_of)
make_agent() {
  local initramfs
  say "3/3 agent: $(stat -c %s "$out/ignition") bytes into initramfs and disk"
  mkdir -p "$work/overlay/usr/lib/ignition-agent" "$target"
  rm -f "$target/key"
  install -m 755 -t "$work/overlay/usr/lib/ignition-agent" "$out/ignition"
  (cd "$work/overlay" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/agent.img"
  for initramfs in "$guest"/initrd*.img; do cat "$initramfs" "$work/agent.img" >"$target/${initramfs##*/}"; done
  cp "$guest/vmlinuz" "$target/vmlinuz"
  cp --sparse=always "$guest/disk.raw" "$target/disk.raw"
  {
    echo "rm /usr/lib/ignition-agent/ignition"
    echo "write $work/overlay/usr/lib/ignition-agent/ignition /usr/lib/ignition-agent/ignition"
    echo "set_inode_field /usr/lib/ignition-agent/ignition mode 0100755"
    echo "write $work/agent.img /boot/agent.img"
  } >"$work/debugfs"
  (cd / && debugfs -w -f "$work/debugfs" "$target_disk?offset=$root_partition") >"$work/debugfs.log" 2>&1
  ! grep -iE 'error|not found|could not' "$work/debugfs.log" >&2
  echo "$agent_key" >"$target/key"
  [[ -z ${SUDO_UID:-} ]] || chown -R "$SUDO_UID:${SUDO_GID:-0}" "$target"
}

mkdir -p "$target"
target_disk=$(realpath "$target")/disk.raw
[[ -x $out/ignition ]] || { echo "$out/ignition is missing: run 'make build' first" >&2; exit 1; }
if [[ $(cat "$target/key" 2>/dev/null) == "$agent_key" ]]; then
  exit 0
fi
[[ -e $root || -d $guest ]] || make_root
[[ -d $guest ]] || make_guest
make_agent
say "guest ready in $target"
