#!/bin/bash
# build.sh [OUTPUT-DIRECTORY]: a Debian package, and one of its debug symbols, from what `make build` left for ARCH, this machine's when it is not set.
set -euo pipefail
umask 022
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh
output=${1:-$out}
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
# dpkg-deb takes its dates from this: the same commit makes the same package.
SOURCE_DATE_EPOCH=$(packaging/commit.sh epoch)
export SOURCE_DATE_EPOCH
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 755 "$stage"

make --no-print-directory install ARCH="$ARCH" DESTDIR="$stage"
install -D -m 644 -t "$stage/usr/share/doc/ignition-agent" LICENSE README.md
install -D -m 644 packaging/debian/dracut.conf "$stage/usr/lib/dracut/dracut.conf.d/50-ignition.conf"
mv "$stage/usr/share/doc/ignition-agent/LICENSE" "$stage/usr/share/doc/ignition-agent/copyright"
# Each file in whole KiB, anything else as one, as Debian's policy counts: what du says depends on the filesystem.
size=$(find "$stage" -mindepth 1 -printf '%y %s\n' | awk '{ n += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print n }')
mkdir -p "$stage/DEBIAN"
cat >"$stage/DEBIAN/control" <<EOF
Package: ignition-agent
Version: $version
Architecture: $ARCH
Maintainer: The Ignition.Agent developers <maintainers@ignition-agent.invalid>
Installed-Size: $size
Depends: libc6 (>= 2.36), passwd, kmod, mount, udev, dracut, dracut-network, iproute2
Recommends: libssl3 | libssl3t64, ca-certificates, libblkid1, cryptsetup-bin, mdadm, e2fsprogs, dosfstools, xfsprogs, btrfs-progs
Suggests: clevis, clevis-luks, clevis-tpm2, tpm2-tools, jose, curl
Provides: ignition
Conflicts: ignition
Replaces: ignition
Section: admin
Priority: optional
Description: sets a machine up on its first boot, and only then
 A native binary and a dracut module that read Ignition and Butane configs
 from the platform a machine runs on, and make users, files, disks and
 systemd units as the config says.
EOF
install -m 755 -t "$stage/DEBIAN" packaging/debian/postinst packaging/debian/postrm
install -m 644 -t "$stage/DEBIAN" packaging/debian/triggers
find "$stage/etc" -type f -printf '/etc/%P\n' | sort >"$stage/DEBIAN/conffiles"
[[ -s $stage/DEBIAN/conffiles ]] || rm "$stage/DEBIAN/conffiles"
dpkg-deb --root-owner-group --build "$stage" "$output/ignition-agent_${version}_$ARCH.deb"

# Symbols where gdb looks for them: by the build id.
id=$(readelf -n "$out/ignition" | sed -n 's/.*Build ID: //p')
rm -rf "${stage:?}"/*
mkdir "$stage/DEBIAN"
install -D -m 644 "$out/ignition.dbg" "$stage/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
cat >"$stage/DEBIAN/control" <<EOF
Package: ignition-agent-dbgsym
Version: $version
Architecture: $ARCH
Maintainer: The Ignition.Agent developers <maintainers@ignition-agent.invalid>
Depends: ignition-agent (= $version)
Section: debug
Priority: optional
Description: debug symbols for ignition-agent
EOF
dpkg-deb --root-owner-group --build "$stage" "$output/ignition-agent-dbgsym_${version}_$ARCH.deb"
