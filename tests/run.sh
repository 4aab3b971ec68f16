#!/bin/bash
# run.sh host [TEST]|all|fuzz MINUTES [TARGET]|soak CUTS: builds and runs test projects; the last line counts the tests.
# TEST: only tests with this in their names. IGNITION_VM_TESTS=1 is what tests that boot machines wait for.
set -euo pipefail
cd "$(dirname "$0")/.."

what=$1
PATH=$PATH:/usr/sbin:/sbin # mkfs, sfdisk: not in the PATH of Debian's users
results=out/tests
host=(Ignition.{Config,Butane,Linux,Provisioning,Fetching,Platforms,Stages,Agent}.Tests)
options=()
case $what in
  host) projects=("${host[@]}"); [[ -z ${2:-} ]] || options=(-method "*$2*") ;;
  all) projects=("${host[@]}" Ignition.Vm.Tests); export IGNITION_VM_TESTS=1 ;;
  fuzz) projects=(Ignition.Config.Tests Ignition.Agent.Tests) options=(-explicit on -trait kind=fuzz); export FUZZ_MINUTES=$2
    [[ -z ${3:-} ]] || { projects=(Ignition.Agent.Tests); export FUZZ_TARGET=$3; } ;;
  soak) projects=(Ignition.Vm.Tests) options=(-explicit on -trait kind=soak); export SOAK_CUTS=$2 IGNITION_VM_TESTS=1 ;;
  *) echo "run.sh host [TEST]|all|fuzz MINUTES [TARGET]|soak CUTS" >&2; exit 64 ;;
esac

rm -rf "$results"
mkdir -p "$results"
if ! dotnet build Ignition.Agent.sln -c Release -v q -nologo >"$results/build.log" 2>&1; then
  cat "$results/build.log" >&2
  exit 1
fi

# The counts of one attribute over every assembly of every result file.
count() { cat "$results"/*.xml 2>/dev/null | grep -o '<assembly [^>]*' | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }

status=0 crashed=0
for project in "${projects[@]}"; do
  echo "== $project"
  code=0
  "tests/$project/bin/Release/net10.0/$project" -noLogo -xml "$results/$project.xml" "${options[@]}" || code=$?
  ((code == 0)) || status=1
  # A run that died leaves no counts: it is one failure more, never silence.
  if ! grep -q '<assembly ' "$results/$project.xml" 2>/dev/null; then
    echo "$project ended with exit code $code and no results" >&2
    crashed=$((crashed + 1)) status=1
  fi
done

# What failed, once more and in short: whoever reads only the end of a long log sees it all.
failures() {
  { cat "$results"/*.xml 2>/dev/null || :; } | awk -v RS='<test ' -v FS='"' '
    / result="Fail"/ {
      for (i = 1; i < NF; i++) if ($i ~ /^(.* )?name=$/) { name = $(i + 1); break }
      gsub(/&lt;/, "<", name); gsub(/&gt;/, ">", name); gsub(/\\?&quot;/, "\"", name); gsub(/&amp;/, "\\&", name)
      message = $0
      sub(/.*<message><!\[CDATA\[/, "", message); sub(/\]\]><\/message>.*/, "", message)
      gsub(/\n/, "\n    ", message)
      print "FAILED " name "\n    " substr(message, 1, 1500)
    }'
}
failures

failed=$(($(count failed) + $(count errors) + crashed))
((failed == 0)) || status=1
if (($(count passed) + failed == 0)); then
  echo "run.sh $what: there was no test to run" >&2
  status=1
fi
echo "$(count passed) passed, $failed failed, $(count skipped) skipped" | tee "$results/summary"
exit $status
