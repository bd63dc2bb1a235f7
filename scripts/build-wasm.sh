#!/usr/bin/env bash
# Builds the contracts, both ways (docs/adr/0005-two-builds.md), the same bytes on every machine.
#   scripts/build-wasm.sh [--out DIR]     DIR/*.wasm: release path; DIR/source/*.wasm: source path (default: artifacts)
#   scripts/build-wasm.sh --names         target/names/*.wasm: release path with the functions' names, for `colophon profile`
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=artifacts
names=
case "${1:-}" in
"") ;;
--out) out=${2:?--out needs a folder} ;;
--names) names=yes out=target/names ;;
--help) sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
*) echo "unknown argument '$1': see scripts/build-wasm.sh --help" >&2; exit 2 ;;
esac
target=wasm32-unknown-unknown
contracts=(collection descriptor minter attestations ed25519 registry)
# What the development chain has from its first block: nobody verifies it, so there is one build of it.
predeploys=(multicall3 permit2 cache_manager)
[[ -z $names ]] || predeploys=()

# The optimiser, and its settings, which `cargo stylus` reads from the same place.
wasm_opt=scripts/node_modules/.bin/wasm-opt
[[ -x $wasm_opt ]] || npm ci --prefix scripts --no-audit --no-fund --loglevel=error >&2
mapfile -t passes < <(sed -n '/^flags = \[/,/^\]/s/^ *"\(.*\)",$/\1/p' Stylus.toml)
passes+=(--strip-debug --strip-producers --strip-target-features)

# Names of the building machine that the compiler would write into the programs, and what stands for them.
registry=$(cargo metadata --locked --format-version 1 --filter-platform $target |
    node -e 'const { packages } = JSON.parse(require("fs").readFileSync(0)); const path = require("path");
             console.log(path.resolve(packages.find(p => p.name === "stylus-sdk").manifest_path, "../.."))')
remap="\"--remap-path-prefix=$PWD=/colophon\", \"--remap-path-prefix=$registry=/crates\""
# The library's sources: as where they are not installed, the compiler knows them by its commit.
library=$(rustc --print sysroot)/lib/rustlib/src/rust
remap+=", \"--remap-path-prefix=$library=/rustc/$(rustc -vV | sed -n 's/^commit-hash: //p')\""

# What the release path adds: a standard library without panic texts, and no texts in the contracts either.
std=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
quiet='"-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"'
# A flag and no setting of the profile: that would change the order of functions.
[[ -z $names ]] || quiet+=', "-Cstrip=none"'

# build PATH CONTRACT RUSTFLAGS [CARGO ARGUMENT…]: one contract at a time, so that features are not united.
build() {
    local way=$1 contract=$2 flags=$3 folder=$out
    [[ $way == release ]] || folder=$out/$way
    cargo build --lib --locked --release --target $target --package "colophon-${contract//_/-}" \
        --target-dir "target/wasm/$way${names:+-names}" --config "target.$target.rustflags = [$flags]" "${@:4}" >&2
    mkdir -p "$folder"
    local built=target/wasm/$way${names:+-names}/$target/release/colophon_$contract.wasm
    if [[ -z $names ]]; then
        "$wasm_opt" "${passes[@]}" "$built" -o "$folder/$contract.wasm"
    else
        # The same code with names: the listed features go first, because the optimiser would act on them.
        node scripts/names.mjs number "$built" "$folder/$contract.wasm"
        "$wasm_opt" "${passes[@]/--strip-debug/--debuginfo}" "$folder/$contract.wasm" -o "$folder/$contract.wasm"
        node scripts/names.mjs plain "$folder/$contract.wasm" "$folder/$contract.wasm"
    fi
    echo "$folder/$contract.wasm"
}

for contract in "${contracts[@]}"; do
    [[ -n $names ]] || build source "$contract" "$remap"
done
for contract in "${contracts[@]}" "${predeploys[@]}"; do
    RUSTC_BOOTSTRAP=1 build release "$contract" "$remap, $quiet" "${std[@]}"
done

[[ -z $names ]] || exit 0
if grep -r -l -a -F --include='*.wasm' -e "$HOME" -e "$PWD" -e "$registry" -e "$library" "$out" >&2; then
    echo "these programs name the building machine" >&2
    exit 1
fi
