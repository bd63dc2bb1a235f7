#!/usr/bin/env bash
# cargo-stylus, the pinned version, unchanged, on this repository's Collection against `colophon devnet`.
#   scripts/stylus.sh     builds the tool first if it is not there, which needs OpenSSL's development files and pkg-config
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,3s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
[[ -x scripts/node_modules/.bin/wasm-opt ]] || npm ci --prefix scripts --no-audit --no-fund --loglevel=error >&2
at=$SECONDS
if ! binaries=$(bash scripts/cargo-stylus.sh); then
    pkg-config --exists openssl 2>/dev/null ||
        echo "cargo-stylus needs OpenSSL's development files and pkg-config to be built (Debian: libssl-dev, pkg-config)" >&2
    exit 1
fi
echo "cargo-stylus is there after $((SECONDS - at)) s"
node tests/js/tools/stylus.mjs "$binaries"
