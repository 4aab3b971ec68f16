#!/bin/bash
# build.sh [OUTPUT-DIRECTORY]: an RPM package from what `make build` left for ARCH, this machine's when it is not set. Wants rpmbuild.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/vm/arch.sh
output=$(realpath -m "${1:-$out}")
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
command -v rpmbuild >/dev/null || { echo "rpmbuild is missing: dnf install rpm-build, or apt-get install rpm" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# rpmbuild takes its dates from this: the same commit makes the same package, on whichever host.
SOURCE_DATE_EPOCH=$(packaging/commit.sh epoch)
export SOURCE_DATE_EPOCH
rpmbuild -bb --quiet --target "$machine-linux" --define "_topdir $work" --define "_rpmdir $work/rpms" \
  --define "source $PWD" --define "agent_version $version" \
  --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" --define "_buildhost localhost" \
  packaging/rpm/ignition-agent.spec
find "$work/rpms" -name '*.rpm' -exec install -D -m 644 -t "$output" {} +
