#!/bin/bash
# peer.sh TREE: Debian's ignition into TREE, in our binary's place, with the programs it needs in an initramfs and ours does not.
set -euo pipefail
tree=$1
libraries=usr/lib/x86_64-linux-gnu

install -D -m 755 /usr/lib/dracut/modules.d/30ignition/ignition "$tree/usr/lib/ignition-agent/ignition"
mkdir -p "$tree/usr/sbin" "$tree/$libraries"
for program in sgdisk partx; do
  program=$(command -v "$program")
  cp "$program" "$tree/usr/sbin/"
  # The guest is of the same release and has the C library.
  ldd "$program" | grep -o '/lib[^ ]*' | grep -v -e '^/lib64/' -e '/libc\.so' | while read -r library; do
    cp -L "$library" "$tree/$libraries/"
  done
done
