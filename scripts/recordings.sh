#!/usr/bin/env bash
# Replays recorded answers of a real Nitro node against `colophon devnet --bare` and fails on the first kind of difference.
#   STYLUS_VECTORS=FOLDER scripts/recordings.sh     FOLDER holds the pack and its replay.mjs; without it nothing is run
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,3s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
pack=${STYLUS_VECTORS:-}
if [[ ! -f $pack/replay.mjs ]]; then
    echo "skipped: STYLUS_VECTORS names no pack of recordings"
    exit 0
fi
ready=$(mktemp)
crates/target/debug/colophon devnet --bare --port 0 --json --silent >"$ready" &
node=$!
trap 'kill $node 2>/dev/null; wait $node 2>/dev/null; rm -f "$ready"' EXIT
for _ in $(seq 100); do [[ -s $ready ]] && break; sleep 0.1; done
url=$(sed -n 's/.*"rpcUrl":"\([^"]*\)".*/\1/p' "$ready" | head -n 1)
cd tests/js
node "$pack/replay.mjs" --rpc "$url" --dir "$pack" --quiet
