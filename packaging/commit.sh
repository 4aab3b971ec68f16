#!/bin/bash
# commit.sh version: what this checkout adds to the version: +git20261127.1a2b3c4d5e6f, with .dirty when it is not that commit alone.
# commit.sh epoch: seconds since 1970 of the commit, for every date in an archive; SOURCE_DATE_EPOCH goes before it.
# A tarball of `git archive` has both in commit.txt; where nothing says them they are +unknown and 0.
set -euo pipefail
root=$(dirname "$(realpath "$0")")/..

hash='' seconds=0 dirty=''
if [[ -e $root/.git ]] && command -v git >/dev/null; then
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  export GIT_OPTIONAL_LOCKS=0
  # Whoever builds need not be who checked out: root in a container, say.
  git=(git -c 'safe.directory=*' -C "$root")
  read -r hash seconds < <("${git[@]}" log -1 --format='%H %ct') || :
  [[ -z $("${git[@]}" status --porcelain --untracked-files=normal) ]] || dirty=.dirty
else
  read -r hash seconds <"$root/packaging/commit.txt" || :
  [[ $hash =~ ^[0-9a-f]{40,}$ ]] || hash='' seconds=0
fi

case ${1:-} in
  version)
    if [[ -z $hash ]]; then echo +unknown; else echo "+git$(date -u -d "@$seconds" +%Y%m%d).${hash:0:12}$dirty"; fi ;;
  epoch) echo "${SOURCE_DATE_EPOCH:-${seconds:-0}}" ;;
  *) echo "commit.sh version|epoch" >&2; exit 64 ;;
esac
