#!/usr/bin/env bash
# Writes abi/*.json and abi/*.ts from the Rust source of the contracts.
#   scripts/abi.sh            write them
#   scripts/abi.sh --check    fail, with the difference, when the committed files are not what the source says
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

generate() {
    cargo run --quiet --locked --manifest-path crates/Cargo.toml --package colophon-abi -- . "$1"
}

case "${1:-}" in
"")
    generate abi
    ;;
--check)
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    generate "$fresh"
    if ! diff --unified=0 --recursive --exclude='*.md' abi "$fresh"; then
        echo "abi/ is not what the source says: run scripts/abi.sh and commit the result" >&2
        exit 1
    fi
    ;;
--help)
    sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    ;;
*)
    echo "unknown argument '$1': see scripts/abi.sh --help" >&2
    exit 2
    ;;
esac
