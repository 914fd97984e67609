#!/usr/bin/env bash
# Builds what is not built yet and starts the demo at http://127.0.0.1:8080. Needs the .NET SDK 10 and Node 20, nothing else.
# Arguments go to `opshub demo`: deploy/up.sh --seed 7 --traffic 3. See `deploy/up.sh --help`.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { command -v "$1" >/dev/null || { echo "deploy/up.sh: $1 is missing: install $2" >&2; exit 1; }; }
need dotnet "the .NET SDK 10"
need npm "Node.js 20 with npm"

stamp=artifacts/up.stamp
binary=artifacts/up/opshub.dll

# A second start must not pay for a build that has nothing to do: rebuild only what is newer than the last good build.
newer() { [ ! -f "$1" ] || [ -n "$(find "${@:2}" -newer "$1" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/bin/*' -not -path '*/obj/*' -print -quit)" ]; }

if [ ! -f dashboard/dist/index.html ] || newer "$stamp.dashboard" dashboard; then
  echo "Building the dashboard ..."
  (cd dashboard && { [ -d node_modules ] && [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund; } && npm run build) \
    || { echo "deploy/up.sh: the dashboard did not build" >&2; exit 1; }
  mkdir -p artifacts && touch "$stamp.dashboard"
fi

if [ ! -f "$binary" ] || newer "$stamp" src silo dashboard/dist Directory.Build.props Directory.Build.targets Directory.Packages.props global.json; then
  echo "Building OpsHub ..."
  # `publish` evaluates before it restores, so the grain runtime is chosen first.
  dotnet msbuild deploy/probe/choose.proj -t:Choose -v:quiet --nologo
  dotnet publish silo/OpsHub.Silo/OpsHub.Silo.csproj -c Release -o artifacts/up -v quiet --nologo
  touch "$stamp"
fi

exec dotnet "$binary" demo "$@"
