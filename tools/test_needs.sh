#!/usr/bin/env bash
# Sees to the programs that some tests drive for real: a browser and a database server.
set -euo pipefail
cd "$(dirname "$0")/.."

have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
have_postgresql() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

missing=()
have_chromium || missing+=(chromium)
have_postgresql || missing+=(postgresql)
if [ ${#missing[@]} = 0 ]; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} for the tests ..."
    tools/apt.sh "${missing[@]}"
    exit 0
fi
echo "Missing for some tests: ${missing[*]}.  On Debian or Ubuntu:  sudo apt-get install ${missing[*]}" >&2
if [ "${CI:-}" = true ]; then exit 1; fi
echo "Going on without; those tests will be skipped." >&2
