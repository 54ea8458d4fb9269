#!/bin/sh
# Usage: .ci/venv.sh LOCKFILE
# Makes .venv and installs the lock file into it. Does nothing when that was done before: the copy of the
# lock file inside .venv is the mark. PYTHON names another interpreter.
set -eu

lock=$1
mark=.venv/$(basename "$lock")

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if is_new_enough .venv/bin/python && cmp -s "$lock" "$mark"; then
    exit 0
fi

base=
if [ -n "${PYTHON:-}" ]; then
    if is_new_enough "$PYTHON"; then base=$PYTHON; fi
else
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_new_enough "$candidate"; then
            base=$candidate
            break
        fi
    done
fi
if [ -z "$base" ]; then
    found=$("${PYTHON:-python3}" --version 2>/dev/null) || found="no ${PYTHON:-python3}"
    echo "forumapp needs Python 3.11 or newer, and here is $found." >&2
    echo "Install it (Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv)," \
        "or name one: make PYTHON=/path/to/python3.11" >&2
    exit 1
fi

if ! is_new_enough .venv/bin/python || ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    if ! "$base" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        version=$("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "Python $version is here, but its venv module is missing." >&2
        echo "Install it (Debian and Ubuntu: apt-get install python3-venv, or python$version-venv)" \
            "and run make again." >&2
        exit 1
    fi
    echo "Making the virtual environment .venv …"
    "$base" -m venv --clear .venv
fi

echo "Installing $lock …"
PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    .venv/bin/python -m pip install --quiet --require-hashes --no-deps -r "$lock"
cp "$lock" "$mark"
if [ "$lock" = requirements-dev.lock ]; then
    cp requirements.lock .venv/requirements.lock # the development lock holds the other one (tests/test_tree.py)
fi
