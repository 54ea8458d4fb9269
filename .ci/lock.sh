#!/bin/sh
# Writes requirements.lock and requirements-dev.lock from pyproject.toml. LOCK_FLAGS=--upgrade takes new versions.
set -eu

uv=uv
if [ -x .venv/bin/uv ]; then
    uv=.venv/bin/uv
elif ! command -v uv >/dev/null 2>&1; then
    echo "make lock needs uv. Install it (.venv/bin/python -m pip install uv) and run make lock again." >&2
    exit 1
fi

compile() {
    # No address of an index or folder may enter the files: they would hold a secret or one machine's path.
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --extra postgres ${LOCK_FLAGS:-} "$@" pyproject.toml
}

compile -o requirements.lock
compile --group dev -c requirements.lock -o requirements-dev.lock
