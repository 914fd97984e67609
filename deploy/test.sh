#!/usr/bin/env bash
# Runs every test: the solution on each grain runtime that restores here, then the dashboard, then real browsers.
#   deploy/test.sh          everything that belongs into 20 minutes
#   deploy/test.sh --long   and ten minutes of the demo at 20 times its traffic, more kills, 5 minutes of fuzzing, 200 simulated port days
#                           (OPSHUB_LONG=1; OPSHUB_SOAK_MINUTES, OPSHUB_FUZZ_SECONDS and OPSHUB_SIMULATION_SEEDS change them)
# Needs the .NET SDK 10 and Node 20; installs from Debian what else the tests use, where it may. Without it, and without
# ../shared/data, the tests concerned are skipped and say so.
# Last line: N passed, N failed, N skipped. Exit code 0 only if nothing failed and every runner had a result.
set -uo pipefail
cd "$(dirname "$0")/.."

limit=900 # seconds for one test project: three times the slowest seen
case "${1:-}" in
  "") ;;
  --long)
    export OPSHUB_LONG=1 OPSHUB_FUZZ_SECONDS="${OPSHUB_FUZZ_SECONDS:-300}" OPSHUB_SIMULATION_SEEDS="${OPSHUB_SIMULATION_SEEDS:-200}"
    limit=14400
    ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
results=$PWD/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0

# add <what> <passed> <failed> <skipped> <seconds>
add() {
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
  printf '%-44s %5d passed, %d failed, %d skipped  (%d s)\n' "$1" "$2" "$3" "$4" "$5"
}

# broken <what> <log> <seconds>: a runner without a result is a failure, never nothing.
broken() {
  tail -n 40 "$2"
  echo "$1: no result; the whole log is $2"
  add "$1" 0 1 0 "$3"
}

install_what_is_missing() {
  local missing=() root=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v gpsdecode >/dev/null || missing+=(gpsd-clients)
  compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null || missing+=(postgresql)
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] || root=(sudo -n)
  echo "Installing ${missing[*]} ..."
  { "${root[@]}" apt-get update -q && DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$results/apt.log" 2>&1 ||
    echo "Could not install ${missing[*]} (see $results/apt.log): tests that need them will be skipped."
}

counter() { grep -o "<Counters [^>]*" "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'; }

# run_project <runtime> <project> <arguments of dotnet test...>: leaves its exit code and seconds beside its log.
run_project() {
  local log=$results/$1/$2.log began=$SECONDS code=0
  timeout --kill-after=30 "$limit" dotnet test "tests/$2" --no-build --no-restore -p:GrainRuntime="$1" "${@:3}" \
    --results-directory "$results/$1" --logger "trx;LogFileName=$2.trx" --logger "console;verbosity=normal" >"$log" 2>&1 || code=$?
  echo "$code $((SECONDS - began))" >"$log.end"
}

# count_project <runtime> <project>
count_project() {
  local name=$1/$2 log=$results/$1/$2.log trx=$results/$1/$2.trx code took ok bad total ran
  read -r code took <"$log.end"
  if [ ! -s "$trx" ]; then
    broken "$name" "$log" "$took"
    return
  fi
  ok=$(counter "$trx" passed) total=$(counter "$trx" total) ran=$(counter "$trx" executed)
  bad=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
  # A host that crashed, or ran nothing, may have counted no failure.
  if [ "$bad" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$total" -eq 0 ]; }; then bad=1; fi
  if [ "$bad" -ne 0 ]; then
    # Which, and the first lines of why; the rest is in the log.
    grep -E -A4 '^ +Failed [^:]' "$log" | head -n 60
    echo "$name: exit code $code; the whole log is $log"
  fi
  add "$name" "$ok" "$bad" $((total - ran)) "$took"
}

# property <project> <name>: what its file says.
property() { sed -n "s:.*<$2>\\(.*\\)</$2>.*:\\1:p" tests/"$1"/*.csproj; }

# test_runtime <runtime> <is first: true or false> <arguments of dotnet test...>
test_runtime() {
  local runtime=$1 first=$2 log=$results/$1/build.log began=$SECONDS project only beside=() alone=()
  shift 2
  mkdir -p "$results/$runtime"
  if ! dotnet build OpsHub.sln -p:GrainRuntime="$runtime" >"$log" 2>&1; then
    broken "$runtime: build" "$log" $((SECONDS - began))
    return
  fi
  echo "$runtime: built in $((SECONDS - began)) s"
  for project in tests/*.Tests; do
    project=${project#tests/} only=$(property "$project" OnlyGrainRuntime)
    if [ -n "$only" ] && [ "$only" != "$runtime" ]; then continue; fi
    if [ "$first" = false ] && [ "$(property "$project" TestsRunOnce)" = true ]; then continue; fi
    if [ "$(property "$project" TestsRunBeside)" = true ]; then beside+=("$project"); else alone+=("$project"); fi
  done
  # What looks at no clock keeps both cores busy; what does has the machine to itself.
  for project in "${beside[@]}"; do run_project "$runtime" "$project" "$@" & done
  wait
  for project in "${beside[@]}"; do count_project "$runtime" "$project"; done
  for project in "${alone[@]}"; do
    run_project "$runtime" "$project" "$@"
    count_project "$runtime" "$project"
  done
}

test_dotnet() {
  if ! dotnet msbuild deploy/probe/choose.proj -t:Choose >"$results/choose.log" 2>&1; then
    broken "grain runtime" "$results/choose.log" 0
    return
  fi
  if [ "$(dotnet msbuild deploy/probe/choose.proj -getProperty:GrainRuntime)" = Orleans ]; then
    test_runtime Orleans true
    test_runtime Embedded false --filter "Runs!=Once"
  else
    echo "Orleans does not restore here: Embedded only."
    test_runtime Embedded true
  fi
}

# node_tests <what> <command...>: the runner ends with the line that this script ends with, too.
node_tests() {
  local name=$1 log=$results/$1.log began=$SECONDS code=0 line ok bad left
  shift
  (cd dashboard && timeout --kill-after=30 "$limit" "$@") >"$log" 2>&1 || code=$?
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -n 1)
  if [ -z "$line" ] || [ "$line" = "0 passed, 0 failed, 0 skipped" ]; then
    broken "$name" "$log" $((SECONDS - began))
    return
  fi
  read -r ok _ bad _ left _ <<<"$line"
  if [ "$bad" -eq 0 ] && [ "$code" -ne 0 ]; then bad=1; fi
  if [ "$bad" -ne 0 ]; then tail -n 60 "$log"; fi
  add "$name" "$ok" "$bad" "$left" $((SECONDS - began))
}

# A step that is no test: it says nothing unless it fails.
node_step() {
  local name=$1 log=$results/$1.log began=$SECONDS
  shift
  (cd dashboard && "$@") >"$log" 2>&1 && return
  broken "$name" "$log" $((SECONDS - began))
  return 1
}

test_dashboard() {
  node_step dashboard-install npm ci --no-audit --no-fund || return
  node_step dashboard-check npm run check
  node_tests dashboard npm test
  node_step dashboard-build npm run build || return
  if [ -n "$(find dashboard/e2e -name '*.e2e.ts' -print -quit)" ]; then node_tests browser npm run e2e; fi
}

install_what_is_missing
test_dotnet
test_dashboard
echo "All of it took $((SECONDS / 60)) min $((SECONDS % 60)) s."
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
