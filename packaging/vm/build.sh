#!/bin/bash
# Leaves the stripped native binary and its names in out/.
set -euo pipefail
cd "$(dirname "$0")/../.."

names=(ignition-validate butane ignition-apply ignition-rmcfg ignition-kargs-helper)
log=out/build.log

rm -rf out/publish out/*.so # of a build before this one
mkdir -p out
if ! dotnet publish src/Ignition.Agent -c Release -r linux-x64 -o out/publish -v q -nologo >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

# Replaced by rename: a test that runs the old binary keeps it.
if ! cmp -s out/publish/ignition out/ignition; then
  install -m 755 out/publish/ignition out/.ignition.new
  mv out/.ignition.new out/ignition
fi
for name in "${names[@]}"; do
  ln -sfn ignition "out/$name"
done
echo "out/ignition: $(stat -c %s out/ignition) bytes"
