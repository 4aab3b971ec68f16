#!/bin/bash
# Leaves the stripped native binary, its symbols, its names and what it is made of in out/, or in out/ARCH when that is not this machine's architecture.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh

names=(ignition-validate butane ignition-apply ignition-rmcfg ignition-kargs-helper)
log=$out/build.log
cross=()
# clang finds Debian's C library for other architectures, lld links for all of them. 16: the first of Debian 12 whose packed
# relocations glibc takes, and by its whole path, where clang finds the lld of its own version.
[[ $ARCH == "$native" ]] ||
  cross=(-p:CppCompilerAndLinker=/usr/lib/llvm-16/bin/clang -p:LinkerFlavor=lld -p:ObjCopyName="$gnu-objcopy")

rm -rf "$out"/publish "$out"/*.so # of a build before this one
mkdir -p "$out"
if ! dotnet publish src/Ignition.Agent -c Release -r "$rid" -o "$out/publish" -v q -nologo "${cross[@]}" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

packaging/notices/build.sh

# For gdb and crash reports: packages of symbols are made of it.
mv "$out/publish/ignition.dbg" "$out/ignition.dbg"

# Replaced by rename: a test that runs the old binary keeps it.
if ! cmp -s "$out/publish/ignition" "$out/ignition"; then
  install -m 755 "$out/publish/ignition" "$out/.ignition.new"
  mv "$out/.ignition.new" "$out/ignition"
fi
for name in "${names[@]}"; do
  ln -sfn ignition "$out/$name"
done
echo "$out/ignition: $(stat -c %s "$out/ignition") bytes"
