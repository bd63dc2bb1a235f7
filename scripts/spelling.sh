#!/usr/bin/env bash
# Spell-checks the tree with the pinned checker, in a virtual environment below target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=1.52.0
venv=target/spelling
if ! "$venv/bin/typos" --version 2>/dev/null | grep -q "$version"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet "typos==$version"
fi
"$venv/bin/typos" --config typos.toml
