#!/usr/bin/env bash
# Prints a folder that holds Kubo (the IPFS node `ipfs`), the pinned version; builds it there with Go when no such folder
# exists yet: about 7 minutes on two cores the first time. Version and hashes of all its parts: scripts/kubo/go.mod, go.sum.
#   scripts/kubo.sh     KUBO=FOLDER names one that exists; default: target/kubo. Without Go it says so and ends with 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
version=$(sed -n 's#^require github.com/ipfs/kubo v##p' scripts/kubo/go.mod)
home=$PWD/target/kubo

pinned() { [[ -x "$1/ipfs" && "$("$1/ipfs" version --number 2>/dev/null)" == "$version" ]]; }

on_path=$(command -v ipfs || true)
for folder in "${KUBO:-}" "$home" "${on_path:+$(dirname "$on_path")}"; do
    if [[ -n $folder ]] && pinned "$folder"; then
        echo "$folder"
        exit 0
    fi
done
if ! command -v go >/dev/null; then
    echo "skipped: no Kubo $version here, and no Go to build it with (Go 1.25 or later, or KUBO=FOLDER)" >&2
    exit 3
fi
echo "building Kubo $version with $(go version | cut -d' ' -f3)" >&2
mkdir -p "$home"
# Beside its final name until it is whole: an interrupted build leaves nothing that looks like a tool.
(cd scripts/kubo && go build -mod=readonly -buildvcs=false -o "$home/ipfs.new" github.com/ipfs/kubo/cmd/ipfs) >&2
mv "$home/ipfs.new" "$home/ipfs"
pinned "$home"
echo "$home"
