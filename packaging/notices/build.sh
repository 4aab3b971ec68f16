#!/bin/bash
# What the binary of the last publish is made of, beside it: THIRD-PARTY-NOTICES.txt and, as CycloneDX, ignition-agent.cdx.json.
# The same bytes for the same commit: dates are the commit's, and nothing is asked of the network but restoring the tool.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh

project=src/Ignition.Agent
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)$(packaging/commit.sh version)
epoch=$(packaging/commit.sh epoch)
sources=(packaging/notices/* LICENSE .config/dotnet-tools.json $project/obj/project.assets.json)
key=$({ echo "$rid $version $epoch"; cat "${sources[@]}"; } | sha256sum)
if [[ $(cat "$out/notices/key" 2>/dev/null) == "$key" && -s $out/THIRD-PARTY-NOTICES.txt && -s $out/ignition-agent.cdx.json ]]; then exit 0; fi

rm -rf "$out/notices"
mkdir -p "$out/notices"
log=$out/notices/log
if ! {
  dotnet tool restore &&
    dotnet dotnet-CycloneDX "$project/Ignition.Agent.csproj" --disable-package-restore --runtime "$rid" --no-serial-number \
      --spec-version 1.6 --set-name ignition-agent --output-format Json --output "$out/notices" --filename found.json &&
    dotnet run packaging/notices/notices.cs -- $project/obj/project.assets.json "$rid" "$out/notices/found.json" "$version" "$epoch" "$out"
} >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
echo "$key" >"$out/notices/key"
