#!/usr/bin/env bash
# Tries random modules and random requests against the machine and the node, in an optimised build of its own.
#   scripts/fuzz.sh [MODULES] [REQUESTS] [SEED]    100000 100000 and the time of day by default; 0 leaves a part out
# Prints what became of how many, the slowest case and the most memory. The seed repeats a run exactly.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
modules=${1:-100000} requests=${2:-100000} seed=${3:-$(date +%s)}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/crates/target/fuzz}

try() { # PACKAGE VARIABLE=COUNT
    nice env "$2" FUZZ_SEED="$seed" \
        cargo test --locked --release --manifest-path crates/Cargo.toml --package "$1" --test fuzz -- --nocapture
}

[[ $modules == 0 ]] || try stylus-vm "FUZZ_MODULES=$modules"
[[ $requests == 0 ]] || try stylus-devnet "FUZZ_REQUESTS=$requests"
