#!/bin/bash
# bench.sh [CONFIG]: CPU time of all stages of one first boot, ours and the peer's (Debian's ignition package), in the same
# guest booted with norandmaps, from systemd's accounting of the units. Prints one line each, in nanoseconds:
#   <ours|peer> total <ns> fetch-offline <ns> fetch <ns> kargs <ns> disks <ns> mount <ns> files <ns>
# mount includes umount. Exit 1 when a stage failed. RUNS=n boots each n times and prints the best of them.
# STAGE=name prints the wall time of one stage instead, in us: <ours|peer> <name> <us>. DISKS=n adds n empty disks of 2 GiB.
set -euo pipefail
cd "$(dirname "$0")/../.."

config=$(realpath "${1:-packaging/vm/bench.ign}")
runs=${RUNS:-1}
stage=${STAGE:-}
packaging/vm/image.sh out/vm >&2
work=$(mktemp -d "${TMPDIR:-/tmp}/ignition-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

mkdir "$work/overlay"
packaging/vm/peer.sh "$work/overlay"
(cd "$work/overlay" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/peer.cpio"
cat out/vm/initrd.img "$work/peer.cpio" >"$work/peer.img"

disks=()
for ((i = 0; i < ${DISKS:-0}; i++)); do
  truncate -s 2G "$work/disk$i.raw"
  disks+=(-drive "file=$work/disk$i.raw,format=raw,if=virtio,snapshot=on")
done

boot() { # NAME INITRAMFS
  local name=$1 unit ns result total=0 line=''
  rm -f "$work/evidence"
  timeout 300 qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -display none -nodefaults -no-reboot \
    -kernel out/vm/vmlinuz -initrd "$2" \
    -append "root=LABEL=root ro console=ttyS0 norandmaps ignition.platform.id=qemu ignition.firstboot ignition.vm.bench ignition.vm.selinux" \
    -drive "file=out/vm/disk.raw,format=raw,if=virtio,snapshot=on" "${disks[@]}" -fw_cfg "name=opt/com.coreos/config,file=$config" \
    -serial "file:$work/$name.console" -device virtio-serial-pci \
    -chardev "file,id=evidence,path=$work/evidence" -device virtserialport,chardev=evidence,name=evidence
  grep -q '^BENCH' "$work/evidence" || { tail -n 40 "$work/$name.console" >&2; echo "$name did not reach its end" >&2; return 1; }
  while read -r _ unit ns result; do
    [[ $ns =~ ^[0-9]+$ ]] || ns=0 # the unit was not started
    [[ $result == success || $result == set* || $ns == 0 ]] || { echo "$name: $unit: $result" >&2; return 1; }
    total=$((total + ns)) line+=" $unit $ns"
  done < <(grep '^CPU ' "$work/evidence")
  if [[ -n $stage ]]; then
    echo "$name $stage $(awk -v stage="$stage" '$1 == "WALL" && $2 == stage { print $3 }' "$work/evidence")"
  else
    echo "$name total $total$line"
  fi
}

best() { # NAME INITRAMFS
  local i
  for ((i = 0; i < runs; i++)); do boot "$@" || return 1; done | sort -n -k 3 | head -n 1
}
best ours out/vm/initrd.img
best peer "$work/peer.img"
