#!/usr/bin/env bash
# Makes .venv and installs Kith into it; does nothing when nothing has changed.
# Usage: tools/install.sh run|test      (test adds what the checks need)
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-run}
stamp=.venv/.installed-$what

python_works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && python_works "$name"; then echo "$name"; return; fi
    done
    echo "Kith needs Python 3.11 or newer. Here, python3 is: $(python3 --version 2>&1 || echo 'not installed')." >&2
    echo "Install a newer one, or say where it is:  make install PYTHON=/path/to/python3.11" >&2
    return 1
}

# Debian keeps the part that makes environments in a package of its own.
ensure_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv ..."
        tools/apt.sh python3-venv
        "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    fi
    echo "Python's venv module is missing. On Debian or Ubuntu:  sudo apt-get install python3-venv" >&2
    return 1
}

# What an installation depends on: the declared packages, and where the house stands (scripts hold its path).
fingerprint() { { cat pyproject.toml; pwd; } | sha256sum | cut -d' ' -f1; }

now=$(fingerprint)
# A .venv that came from elsewhere, or whose Python has gone, does not count.
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then exit 0; fi

if ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python)
    ensure_venv "$python"
    echo "Making .venv with $("$python" --version) ..."
    "$python" -m venv --clear .venv
fi

case $what in
    run) packages='.[semantic,speed]' ;;
    test) packages='.[test,postgres,semantic,speed]' ;;
    *) echo "usage: tools/install.sh run|test" >&2; exit 2 ;;
esac
echo "Installing Kith and what it stands on (a minute or two the first time) ..."
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check -e "$packages" 2>.venv/install.log; then
    cat .venv/install.log >&2
    exit 1
fi
echo "$now" >"$stamp"
if [ "$what" = test ]; then echo "$now" >.venv/.installed-run; fi
