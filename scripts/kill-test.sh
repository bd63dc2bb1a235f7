#!/usr/bin/env bash
# Kills nodes that keep their chain in a file, at random instants, and checks that nothing they answered is lost.
#   scripts/kill-test.sh [KILLS] [SEED]     1000 kills unless told otherwise; the seed of a run is printed at its end
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../crates"
if [[ "${1:-}" == --help ]]; then sed -n '2,3s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
export KILLS=${1:-1000}
if [[ -n "${2:-}" ]]; then export KILL_SEED=$2; fi
cargo test --locked --package colophon-cli --test kill -- --nocapture
