#!/bin/bash
# build.sh [ARCHIVE]: a container image from what `make build` left for ARCH, this machine's when it is not set, as an OCI archive
# (ignition-agent.oci.tar beside the binary). `podman load -i` and `skopeo copy oci-archive:` take it. Wants buildah; no image is downloaded.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh
archive=$(realpath -m "${1:-$out/ignition-agent.oci.tar}")
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
command -v buildah >/dev/null || { echo "buildah is missing: apt-get install buildah" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packaging/vm/install.sh "$work/root" /usr
rm -rf "$work"/root/usr/share/{man,bash-completion} "$work"/root/usr/lib/systemd
if [[ $ARCH == "$native" ]]; then
  # Names on stdout, libraries with their path after "=>", the loader by its path alone.
  ldd "$out/ignition" | grep -o '/[^ ]*' | sort -u | while read -r library; do
    install -D -m 755 "$library" "$work/root$library"
  done
else
  # The C library that the binary was linked with, which needs nothing but itself; a loader is found by its path alone.
  readelf -d "$out/ignition" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u | while read -r library; do
    install -D -m 755 -t "$work/root/lib/$gnu" "/usr/$gnu/lib/$library"
  done
  loader=$(readelf -l "$out/ignition" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
  install -D -m 755 "/usr/$gnu/lib/${loader##*/}" "$work/root$loader"
fi
mkdir -p "$work"/root/{work,tmp,etc}
cp packaging/container/Containerfile "$work"

rm -f "$archive"
storage=(--root "$work/storage" --runroot "$work/run" --storage-driver vfs)
buildah "${storage[@]}" build --quiet --arch "$ARCH" --isolation chroot --timestamp 0 --tag "ignition-agent:$version" "$work" >/dev/null
buildah "${storage[@]}" push --quiet "ignition-agent:$version" "oci-archive:$archive:ignition-agent:$version"
echo "$archive: $(stat -c %s "$archive") bytes"
