#!/bin/bash
# install.sh DESTDIR PREFIX: the binary, its names and what belongs to it. The dracut module installs itself.
set -euo pipefail
umask 022
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh
root=$1$2
home=lib/ignition-agent # not lib/ignition: that is where distributions put base configs

[[ -x $out/ignition ]] || { echo "$out/ignition is missing: run 'make build' first" >&2; exit 1; }
install -D -m 755 -t "$root/$home" "$out/ignition"
mkdir -p "$root/bin" "$root/libexec"
for name in ignition ignition-validate butane; do
  ln -sfn "../$home/ignition" "$root/bin/$name"
done
for name in ignition-apply ignition-rmcfg; do
  ln -sfn "../$home/ignition" "$root/libexec/$name"
done
install -D -m 644 -t "$root/share/doc/ignition-agent" "$out"/THIRD-PARTY-NOTICES.txt "$out"/ignition-agent.cdx.json docs/upstream-differences.md
for catalog in packaging/catalog/*.catalog; do
  [[ ! -e $catalog ]] || install -D -m 644 -t "$root/lib/systemd/catalog" "$catalog"
done
for page in packaging/man/*.[18]; do
  install -D -m 644 -t "$root/share/man/man${page##*.}" "$page"
done
install -D -m 644 -t "$root/share/ignition-agent/schema" packaging/schema/*.json
install -D -m 644 packaging/completion/ignition.bash "$root/share/bash-completion/completions/ignition"
ln -sf ignition "$root/share/bash-completion/completions/butane"
ln -sf ignition "$root/share/bash-completion/completions/ignition-validate"
