#!/bin/bash
# build.sh [ARCHIVE]: a container image from what `make build` left for ARCH, this machine's when it is not set, as an OCI archive
# (ignition-agent.oci.tar beside the binary). `podman load -i` and `skopeo copy oci-archive:` take it. Wants buildah; no image is downloaded.
set -euo pipefail
umask 022
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh
archive=$(realpath -m "${1:-$out/ignition-agent.oci.tar}")
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
epoch=$(packaging/commit.sh epoch)
command -v buildah >/dev/null || { echo "buildah is missing: apt-get install buildah" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packaging/vm/install.sh "$work/root" /usr
rm -rf "$work"/root/usr/share/{man,bash-completion} "$work"/root/usr/lib/systemd
install -D -m 644 -t "$work/root/usr/share/doc/ignition-agent" LICENSE
library() { # FILE TARGET: with the licence of the package it is from
  install -D -m 755 "$1" "$work/root$2"
  local owner
  owner=$(dpkg-query -S "$1" 2>/dev/null | sed 's/:.*//; 1q' || :)
  [[ ! -f /usr/share/doc/$owner/copyright ]] || install -D -m 644 -t "$work/root/usr/share/doc/$owner" "/usr/share/doc/$owner/copyright"
}
if [[ $ARCH == "$native" ]]; then
  # Names on stdout, libraries with their path after "=>", the loader by its path alone.
  ldd "$out/ignition" | grep -o '/[^ ]*' | sort -u | while read -r file; do library "$file" "$file"; done
else
  # The C library that the binary was linked with, which needs nothing but itself; a loader is found by its path alone.
  readelf -d "$out/ignition" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u | while read -r name; do
    library "/usr/$gnu/lib/$name" "/lib/$gnu/$name"
  done
  loader=$(readelf -l "$out/ignition" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
  library "/usr/$gnu/lib/${loader##*/}" "$loader"
fi
mkdir -p "$work"/root/{work,tmp,etc}
cp packaging/container/Containerfile "$work"

rm -f "$archive"
storage=(--root "$work/storage" --runroot "$work/run" --storage-driver vfs)
buildah "${storage[@]}" build --quiet --arch "$ARCH" --isolation chroot --timestamp "$epoch" --tag "ignition-agent:$version" "$work" >/dev/null
buildah "${storage[@]}" push --quiet "ignition-agent:$version" "oci:$work/oci:ignition-agent:$version"
# An oci-archive of buildah's own has the time it was made at in it.
tar --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -C "$work/oci" -cf "$archive" .
echo "$archive: $(stat -c %s "$archive") bytes"
