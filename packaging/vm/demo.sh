#!/bin/bash
# demo.sh CONFIG: boots a machine on CONFIG (.ign, or Butane: .bu, .yaml), shows how it comes up and what became of it,
# and logs in over ssh as the config's first user with a key made for the occasion. KEEP=1 leaves the machine running.
set -euo pipefail
cd "$(dirname "$0")/../.."

config=$1
[[ -r $config ]] || { echo "$config cannot be read" >&2; exit 1; }
port=${DEMO_PORT:-2222}
deadline=${DEMO_TIMEOUT:-240} # seconds for the boot
say() { printf '\n\e[1m== [%d s] %s\e[0m\n' "$SECONDS" "$*"; }

work=$(mktemp -d "${TMPDIR:-/tmp}/ignition-demo.XXXXXX")
qemu='' follower=''
finish() {
  [[ -z $follower ]] || kill "$follower" 2>/dev/null || true
  [[ -z $qemu ]] || kill "$qemu" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

say "the guest"
packaging/vm/image.sh out/vm

say "the config: $config"
case $config in
  *.bu | *.yaml | *.yml) out/butane --strict "$config" >"$work/config.ign" ;;
  *) cp "$config" "$work/config.ign" ;;
esac
out/ignition-validate "$work/config.ign"

# The key is not in the config: a config of the system's own adds it, as a distribution would add its defaults.
ssh-keygen -q -t ed25519 -N '' -C ignition-demo -f "$work/key"
user=$(out/ignition merge "$work/config.ign" 2>/dev/null | grep -o '"users":\[{[^]]*' | grep -o '"name":"[^"]*"' | head -n 1 | cut -d '"' -f 4 || true)
user=${user:-core}
mkdir -p "$work/overlay/usr/lib/ignition/base.d"
cat >"$work/overlay/usr/lib/ignition/base.d/50-demo.ign" <<EOF
{"ignition": {"version": "3.3.0"}, "passwd": {"users": [{"name": "$user", "sshAuthorizedKeys": ["$(cat "$work/key.pub")"]}]}}
EOF
(cd "$work/overlay" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/overlay.img"
cat out/vm/initrd.img "$work/overlay.img" >"$work/initrd.img"
qemu-img create -q -f qcow2 -F raw -b "$PWD/out/vm/disk.raw" "$work/disk.qcow2"

say "the boot (no KVM needed; user $user, ssh on 127.0.0.1:$port)"
: >"$work/console"
qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -display none -nodefaults -no-reboot \
  -kernel out/vm/vmlinuz -initrd "$work/initrd.img" \
  -append "root=LABEL=root ro console=ttyS0 quiet systemd.show_status=1 ignition.platform.id=qemu ignition.firstboot" \
  -drive "file=$work/disk.qcow2,format=qcow2,if=virtio,cache=unsafe" \
  -fw_cfg "name=opt/com.coreos/config,file=$work/config.ign" \
  -fw_cfg "name=opt/evidence/script,file=packaging/vm/report.sh" -device virtio-serial-pci \
  -chardev "file,id=evidence,path=$work/evidence" -device virtserialport,chardev=evidence,name=evidence \
  -netdev "user,id=net,hostfwd=tcp:127.0.0.1:$port-:22" -device virtio-net-pci,netdev=net \
  -serial "file:$work/console" 2>"$work/qemu.log" &
qemu=$!

# What systemd and the agent say, without the kernel's own log and the terminal's escapes.
started=$SECONDS
(tail -n +1 -f "$work/console" --pid=$qemu 2>/dev/null | stdbuf -oL tr -d '\r' |
  stdbuf -oL sed -E 's/\x1b(\[[0-9;?]*[a-zA-Z]|[c=>78])//g; s/^\[ *[0-9.]+\] ([^ ]+)\[[0-9]+\]: /\1: /' |
  grep --line-buffered -vE '^\[ *[0-9.]+\] |^systemd: |^ *$|Debian GNU|login:' |
  while IFS= read -r line; do printf '  %3d s  %s\n' "$((SECONDS - started))" "$line"; done) &
follower=$!

remote() {
  ssh -q -i "$work/key" -p "$port" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
    -o ConnectTimeout=5 -o BatchMode=yes "$user@127.0.0.1" "$@"
}
until remote true 2>/dev/null; do
  if ! kill -0 $qemu 2>/dev/null; then cat "$work/qemu.log" >&2; echo "the machine is gone" >&2; exit 1; fi
  if grep -q 'for maintenance' "$work/console"; then sleep 1; say "the first boot failed: see above"; exit 1; fi
  if ((SECONDS - started > deadline)); then echo "no ssh after $deadline s" >&2; exit 1; fi
  sleep 1
done
sleep 1
kill "$follower" 2>/dev/null || true
follower=''

say "ssh works: $user is logged in with the key"
remote 'echo "$(id)"; echo "host $(hostname), home $HOME, up since $(uptime -s 2>/dev/null || true)"'
say "the provisioning report, from the guest's journal"
until [[ -s $work/evidence ]] || ((SECONDS - started > deadline)); do sleep 1; done
sleep 1
mkdir "$work/report"
tail -n +2 "$work/evidence" | tar -xf - -C "$work/report"
sed 's/^/  /' "$work/report/report"

say "ready"
if [[ -n ${KEEP:-} ]]; then
  cp "$work/key" out/vm/demo-key
  echo "ssh -i out/vm/demo-key -p $port $user@127.0.0.1   (Ctrl-C ends the machine)"
  wait $qemu
fi
