#!/usr/bin/env bash
# Rebuilds the programs, each in every way, in two copies of the working tree at different paths, the second with another
# CARGO_HOME, from clean target folders, and fails, naming the file, when a byte differs from artifacts/.
#   scripts/check-artifacts.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Another CARGO_HOME with the same downloads: what counts is that its path is another.
home=${CARGO_HOME:-$HOME/.cargo}
mkdir -p "$scratch/another/cargo"
for item in registry git config.toml; do
    [[ ! -e $home/$item ]] || ln -s "$home/$item" "$scratch/another/cargo/$item"
done

differs=0
for place in one/checkout another/path/to/a/checkout; do
    copy=$scratch/$place
    mkdir -p "$copy"
    git ls-files -z --cached --others --exclude-standard -- Cargo.toml Cargo.lock Stylus.toml rust-toolchain.toml .cargo \
        src tests/unit contracts crates/Cargo.toml crates/provenance scripts | xargs -0 cp --parents --target-directory "$copy"
    ln -s "$root/scripts/node_modules" "$copy/scripts/node_modules"
    [[ $place == one/* ]] || export CARGO_HOME=$scratch/another/cargo
    (cd "$copy" && env -u CARGO_TARGET_DIR bash scripts/build-wasm.sh --out built >"$scratch/log" 2>&1) ||
        { cat "$scratch/log" >&2; exit 1; }
    for file in {,source/}{collection,descriptor,minter,attestations,ed25519,registry}.wasm {multicall3,permit2,cache_manager}.wasm; do
        if ! cmp "$copy/built/$file" "artifacts/$file" >&2; then
            echo "artifacts/$file is not what the source gives (built in .../$place): run scripts/build-wasm.sh" >&2
            differs=1
        fi
    done
    rm -rf "$copy"
done
[[ $differs == 0 ]] && echo "artifacts are what the source gives, twice"
exit $differs
