#!/bin/bash
# Leaves the stripped native binary and what must lie beside it in out/.
set -euo pipefail
cd "$(dirname "$0")/../.."

names=(ignition-validate butane ignition-apply ignition-rmcfg ignition-kargs-helper)
log=out/build.log

mkdir -p out
if ! dotnet publish src/Ignition.Agent -c Release -r linux-x64 -o out/publish -v q -nologo >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

# Replaced by rename: a test that runs the old binary keeps it.
for file in ignition libMonoPosixHelper.so; do
  cmp -s "out/publish/$file" "out/$file" && continue
  install -m 755 "out/publish/$file" "out/.$file.new"
  mv "out/.$file.new" "out/$file"
done
for name in "${names[@]}"; do
  ln -sfn ignition "out/$name"
done
echo "out/ignition: $(stat -c %s out/ignition) bytes"
