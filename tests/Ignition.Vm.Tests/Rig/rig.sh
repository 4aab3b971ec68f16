# Runs in the rig's guest: every row of the disk with serial "rig", two lanes side by side, each on disks of its own.
# A row leaves a directory named after it; Outcome.cs reads what lies in it.
rows=/run/rig/rows
modprobe -a overlay dm_mod 2>/dev/null
udevadm settle
mkdir -p "$rows"
tar -xf /dev/disk/by-id/virtio-rig -C "$rows"
evidence=$PWD

# node SERIAL: the disk with that serial
node() {
  local link
  for link in /dev/disk/by-id/virtio-"$1" /dev/disk/by-id/*_"$1"; do
    [[ ! -e $link ]] || { readlink -f "$link"; return; }
  done
}

# quiet: udev has looked at whatever was closed, and has read tables again where it does so in a child it forks
quiet() {
  udevadm settle
  while pgrep '^.udev-synth' >/dev/null; do sleep 0.02; done
  udevadm settle
}

# Helpers for a row's Prepare and Look.

# base DISK: upstream's base disk: EFI-SYSTEM, OEM and ROOT, 128 MiB each, aligned to 2 MiB.
base() {
  sgdisk -a 4096 -n 1:0:+128M -c 1:EFI-SYSTEM -t 1:C12A7328-F81F-11D2-BA4B-00A0C93EC93B \
    -n 6:0:+128M -c 6:OEM -n 9:0:+128M -c 9:ROOT -h 1 "$1" >/dev/null
  udevadm settle
}
# fs FORMAT DEVICE OPTION...: a filesystem with nothing left to do in the background
fs() {
  local format=$1 device=$2
  shift 2
  case $format in
    ext[234]) mkfs."$format" -q -F -E lazy_itable_init=0,lazy_journal_init=0 "$@" "$device" ;;
    vfat) mkfs.fat "$@" "$device" >/dev/null ;;
    swap) mkswap -q "$@" "$device" >/dev/null ;;
    *) mkfs."$format" -q -f "$@" "$device" ;;
  esac
}
# put FILE DEVICE: a file into a filesystem that is not mounted
put() { mkdir -p mnt && mount "$2" mnt && echo content >"mnt/$1" && umount mnt; }
# zfs DEVICE: what libblkid takes for a member of a ZFS pool: uberblock magic in the labels at both ends
zfs() {
  local size at label
  size=$(blockdev --getsize64 "$1")
  # Four uberblocks of 1 KiB are enough for it.
  { for at in 1 2 3 4; do printf '\x0c\xb1\xba\x00\x00\x00\x00\x00'; head -c 1016 /dev/zero; done; } >uberblocks
  for label in 0 262144 $((size - 524288)) $((size - 262144)); do
    dd if=uberblocks of="$1" bs=4096 seek=$(((label + 131072) / 4096)) conv=notrunc status=none
  done
}
# inside DEVICE COMMAND...: runs a command in the directory where the device is mounted
inside() { local device=$1; shift; mkdir -p mnt && mount -o ro "$device" mnt && (cd mnt && "$@"); umount mnt; }
# whole_root: the sysroot is all of this machine's root, writes go to memory
whole_root() {
  mkdir -p upper/u upper/w
  mount -t tmpfs upper upper && mkdir -p upper/u upper/w && mount -t overlay -o lowerdir=/,upperdir=upper/u,workdir=upper/w overlay "$root"
}

# tang_up: the tang server can be reached
tang_up() {
  local nic
  for nic in /sys/class/net/*; do
    [[ $(<"$nic/address") != 52:54:00:10:03:64 ]] || { tang=${nic##*/}; ip link set "$tang" up; ip address replace 10.0.3.15/24 dev "$tang"; }
  done
}

# written: sectors each disk of the row was asked to write, discard or zero so far
written() {
  local i device s
  for ((i = 1; i <= disks; i++)); do
    device=disk$i
    read -ra s <"/sys/class/block/${!device##*/}/stat"
    echo "$((s[6] + s[13]))"
  done
}

# idle DEVICE: arrays that lie on it are clean, and the kernel has nothing of its own left to write to them
idle() {
  local part holder tries
  for part in /sys/class/block/"${1##*/}" /sys/class/block/"${1##*/}"/"${1##*/}"*; do
    for holder in "$part"/holders/*; do
      [[ -e $holder ]] || continue
      idle "$holder"
      for ((tries = 0; tries < 200; tries++)); do
        # Only levels with redundancy have the file.
        [[ $(cat "$holder/md/sync_action" 2>/dev/null || echo idle) != idle || -e $holder/md/sync_action && $(<"$holder/md/array_state") == @(active*|write-pending) ]] || break
        sleep 0.05
      done
    done
  done
}

# tell WHAT: when something ended, in seconds since the row began
tell() { printf '%6d ms %s\n' "$(((${EPOCHREALTIME/./} - began) / 1000))" "$1" >>times; }

# stage NAME ATTEMPT: one stage, as a unit would run it
stage() {
  local to=-log-to-stdout i device
  [[ $log != journal ]] || to=-log-to-stdout=false
  if [[ $1 == disks ]]; then
    sync
    for ((i = 1; i <= disks; i++)); do device=disk$i; idle "${!device}"; done
    written >before
  fi
  timeout -k 5 "$limit" ignition -platform file -stage "$1" -root "$root" $to \
    -config-cache "$PWD/cache/ignition.json" -neednet "$PWD/cache/neednet" -state-file "$PWD/cache/state" >"log.$2.$1" 2>&1
  code=$?
  [[ $log != journal ]] || { journalctl --sync; journalctl -q -t ignition --cursor-file=cursor -o short-monotonic >>"log.$2.$1"; }
  [[ $1 != disks ]] || { sync; written | paste before - >"written.$2.$1"; }
  echo "$2 $1 $code" >>stages
  tell "stage $1"
  return $code
}

# facts: tables, the kernel's partitions and signatures of the row's disks
facts() {
  local i device part before after all=() wrote=()
  udevadm settle
  [[ ! -e written.1.disks ]] || mapfile -t wrote <written.1.disks
  for ((i = 1; i <= disks; i++)); do
    device=disk$i device=${!device}
    all+=("$device")
    sfdisk --json "$device" >"table.$i" 2>/dev/null || rm "table.$i"
    for part in /sys/class/block/"${device##*/}"/"${device##*/}"*; do
      [[ ! -e $part/partition ]] || { echo "$i $(<"$part/partition") $(<"$part/start") $(<"$part/size")"; all+=("/dev/${part##*/}"); }
    done
  done >kernel
  blkid -p -o export "${all[@]}" >signatures 2>ambivalent
  for ((i = 1; i <= disks; i++)); do
    # It opens the disk for writing, which makes udev read the table again: so it comes last.
    device=disk$i
    read -r before after <<<"${wrote[i - 1]}"
    [[ ! -e table.$i || $before == "$after" ]] || sgdisk -v "${!device}" >"verify.$i" 2>&1
  done
}

# release: nothing of a row survives it
release() {
  local i device tries again
  cd "$evidence" || return
  while read -r _ i _; do [[ $i != "$work"/* ]] || umount -l "$i"; done < <(tac /proc/self/mounts)
  # Between the end of an array and that of its superblocks udev may have put it together again.
  for tries in 1 2 3 4 5; do
    again=
    for ((i = 1; i <= disks; i++)); do
      device=disk$i device=${!device}
      ((tries == 1)) || held "$device" || continue
      again=1
      take_off "$device"
      blkdiscard -f "$device" 2>/dev/null || dd if=/dev/zero of="$device" bs=1M count=16 status=none
      blockdev --rereadpt "$device" 2>/dev/null
    done
    [[ -n $again ]] || break
    quiet
  done
}
# held DEVICE: something lies on it or on a partition of it
held() { compgen -G "/sys/class/block/${1##*/}/holders/*" >/dev/null || compgen -G "/sys/class/block/${1##*/}/${1##*/}*/holders/*" >/dev/null; }
# take_off DEVICE: takes what lies on a device and its partitions off it
take_off() {
  local part holder name
  for part in /sys/class/block/"${1##*/}" /sys/class/block/"${1##*/}"/"${1##*/}"*; do
    ! grep -q "^/dev/${part##*/} " /proc/swaps || swapoff "/dev/${part##*/}"
    for holder in "$part"/holders/*; do
      [[ -e $holder ]] || continue
      name=${holder##*/}
      take_off "/dev/$name"
      case $name in
        md*) mdadm --stop "/dev/$name" ;;
        dm-*) dmsetup remove --retry "$name" 2>/dev/null || dmsetup remove "$(<"$holder/dm/name")" ;;
      esac
    done
  done
}

row() ( # NAME LANE
  name=$1 work=/run/rig/work/${1//[^A-Za-z0-9.]/-} row=$rows/$1 began=${EPOCHREALTIME/./}
  mkdir -p "$work/cache" "$work/root" "$work/system"
  cd "$work" || exit
  root=$work/root limit=120 log=stdout arguments='ignition.device.timeout=15'
  exec >out 2>&1
  trap finish EXIT
  . "$row/row" # disks, hardware, stages, again
  for ((i = 1; i <= disks; i++)); do node "$hardware$i"; done >nodes
  for ((i = 1; i <= 4; i++)); do
    declare "disk$i=$(node "$hardware$i")"
    device=disk$i separator=
    [[ ${!device} != *[0-9] ]] || separator=p
    for ((n = 1; n <= 16; n++)); do declare "disk${i}p$n=${!device}$separator$n"; done
  done
  trap 'echo "line $LINENO: $BASH_COMMAND" >>broken' ERR
  set -x
  . "$row/prepare"
  { set +x; } 2>/dev/null
  tell prepared
  trap - ERR
  # What the config and the shell call $disk1 and $disk1p6.
  text=$(<"$row/config.ign")
  for ((i = 4; i >= 1; i--)); do
    for ((n = 16; n >= 1; n--)); do part=disk${i}p$n text=${text//\$$part/${!part}}; done
    device=disk$i text=${text//\$$device/${!device}}
  done
  printf '%s' "$text" >config.ign
  quiet
  echo "$arguments" >cmdline
  export IGNITION_KERNEL_CMDLINE_PATH=$work/cmdline IGNITION_SYSTEM_RUNTIME_CONFIG_DIR=$work/system \
    IGNITION_SYSTEM_LOCAL_CONFIG_DIR=$work/system IGNITION_SYSTEM_CONFIG_DIR=$work/system
  for s in fetch $stages; do
    stage "$s" 1 || break
    [[ $s != "$pause" ]] || { set -x; . "$row/between"; { set +x; } 2>/dev/null; }
  done
  if ((code == 0 && again)); then stage disks 2; fi
  set -x
  . "$row/look"
  { set +x; } 2>/dev/null
  tell looked
  facts
  tell facts
)

# finish: cleans up after a row however it ended, and sends what it left
finish() {
  { set +x; } 2>/dev/null
  release
  cd "$work" && tell released
  mv "$work/times" "$work/took"
  mkdir -p "$evidence/$name"
  find "$work" -maxdepth 1 -type f -exec cp -t "$evidence/$name" {} +
}

lane() { while read -r name; do row "$name" </dev/null; done <"$rows/lane.$1"; }
lane 0 &
lane 1 &
wait
echo "$EPOCHREALTIME" >done
awk '{ print $1 }' /proc/uptime >uptime
