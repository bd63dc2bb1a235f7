#!/usr/bin/env bash
# Runs everything that must be green, installing what it needs first; the same in CI and on a desk.
#   scripts/test.sh            everything
#   scripts/test.sh STEP…      only these steps (see the list at the end of this file)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
root=$PWD
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}

host() { local verb=$1; shift; cargo "$verb" --locked --manifest-path crates/Cargo.toml "$@"; }

step_setup() { bash scripts/setup.sh; }
step_format() { cargo fmt --all --check && cargo fmt --all --check --manifest-path crates/Cargo.toml; }
step_spelling() { bash scripts/spelling.sh; }
# One thread: motsu gives a test 10 ms for a lock that all of them share, and aborts after that.
step_unit() { cargo test --locked --workspace -- --test-threads=1; }
step_artifacts() { bash scripts/check-artifacts.sh && node scripts/size.mjs; }
step_abi() { bash scripts/abi.sh --check; }
step_vectors() { node tests/js/vectors.mjs && node tests/js/unixfs.mjs; }
step_solidity() { node tests/js/compile.mjs; }
step_host() { host test --workspace; }
step_wallet() { host build --package colophon-cli && node tests/js/wallet.mjs; }
step_sales() { host build --package colophon-cli && node tests/js/minter.mjs; }
step_attestations() { host build --package colophon-cli && node tests/js/attestations.mjs; }
step_sale() { host build --package colophon-cli && node tests/js/compile.mjs && node tests/js/sale.mjs; }
step_tools() { host build --package colophon-cli && bash scripts/tools.sh; }
step_stylus() { host build --package colophon-cli && bash scripts/stylus.sh; }
step_mine() { host build --package colophon-cli && node tests/js/mine.mjs; }
step_predeploys() { node tests/js/predeploys.mjs; }
step_recordings() { bash scripts/recordings.sh; }
step_kubo() { bash scripts/kubo-check.sh; }
step_publish() { host build --package colophon-cli && bash scripts/publish.sh; }
# Validation of C2PA stores is off by default: a hundred packages more, built here alone.
step_c2pa() {
    host test --package colophon-readers --features c2pa
    host clippy --package colophon-readers --features c2pa --all-targets -- -D warnings
}
step_demo() { crates/target/debug/colophon demo; }
step_lint() {
    cargo clippy --locked --workspace --all-targets -- -D warnings
    host clippy --workspace --all-targets -- -D warnings
}
step_docs() { RUSTDOCFLAGS="-D warnings" host doc --workspace --no-deps; }

steps=(setup format spelling unit vectors solidity host wallet sales attestations sale mine predeploys tools stylus recordings kubo publish c2pa demo artifacts abi lint docs)
[[ $# -eq 0 ]] || steps=("$@")
began=$SECONDS
for step in "${steps[@]}"; do
    printf '\n== %s\n' "$step"
    at=$SECONDS
    cd "$root"
    "step_$step"
    printf -- '-- %s: %d s\n' "$step" $((SECONDS - at))
done
printf '\nall green in %d s: %s\n' $((SECONDS - began)) "${steps[*]}"
