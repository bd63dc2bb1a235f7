#!/usr/bin/env bash
# Installs what the builds and tests need on a machine that has rustup, Node.js, Python 3 and a C compiler:
# the pinned toolchain with its components, the npm packages of the tests, and, as root of a Debian system, the OpenSSL
# development files that cargo-stylus is built with. Safe to repeat.
#   scripts/setup.sh [--help]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi

channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
if ! rustc "+$channel" --version >/dev/null 2>&1; then
    # The stable toolchain serves when it is the pinned version; otherwise rustup downloads the pinned one.
    if rustc +stable --version 2>/dev/null | grep -q "^rustc $channel "; then
        rustup toolchain link "$channel" "$(rustc +stable --print sysroot)"
    else
        rustup toolchain install "$channel" --profile minimal
    fi
fi
sysroot=$(rustc "+$channel" --print sysroot)
toolchain=$(basename "$sysroot")
[[ -d "$sysroot/lib/rustlib/wasm32-unknown-unknown" ]] || rustup target add --toolchain "$toolchain" wasm32-unknown-unknown
[[ -d "$sysroot/lib/rustlib/src" ]] || rustup component add --toolchain "$toolchain" rust-src
for component in clippy rustfmt; do
    [[ -x "$sysroot/bin/cargo-$component" || -x "$sysroot/bin/$component" ]] || rustup component add --toolchain "$toolchain" "$component"
done

for folder in scripts tests/js; do
    if [[ ! -f $folder/node_modules/.package-lock.json || $folder/package-lock.json -nt $folder/node_modules/.package-lock.json ]]; then
        (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
    fi
done

if ! pkg-config --exists openssl 2>/dev/null && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends libssl-dev pkg-config
fi
