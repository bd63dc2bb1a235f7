#!/usr/bin/env bash
# Asks a real IPFS node (Kubo, installed by scripts/kubo.sh) for the content ids and sizes of files and directories, and
# compares them with ours; then gives it our archives, offline, and compares what it reads from them with the originals.
#   scripts/kubo-check.sh     prints each case, fails if any differs; skipped only where there is neither Kubo nor Go
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
status=0
kubo=$(bash scripts/kubo.sh) || status=$?
# 3: no Go to build it with, and it has said so.
[[ $status != 3 ]] || exit 0
[[ $status == 0 ]] || exit "$status"
export PATH=$kubo:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export IPFS_PATH=$scratch/repo IPFS_TELEMETRY=off
ipfs init --empty-repo --profile=unixfs-v1-2025 >/dev/null
ipfs version
cargo build --quiet --locked --manifest-path crates/Cargo.toml -p colophon-unixfs --example add
ours=crates/target/debug/examples/add
bad=0

# compare WHAT FOUND WANTED
compare() {
    [[ "$2" == "$3" ]] && return
    printf 'DIFFERS %s\n  Kubo: %s\n  ours: %s\n' "$1" "$2" "$3"
    bad=$((bad + 1))
}

# check NAME: id, archive, cumulative size and content of $scratch/in/NAME.
check() {
    local path=$scratch/in/$1 before=$bad cid cumulative
    read -r cid _ cumulative < <("$ours" "$path" "$scratch/$1.car")
    compare "$1: id" "$(ipfs add --offline --recursive --only-hash --quieter "$path")" "$cid"
    # Pinning the root fails if a block below it is missing.
    compare "$1: root of the archive" "$(ipfs dag import --offline "$scratch/$1.car" | tr -s '\t ' ' ')" "Pinned root $cid success"
    compare "$1: cumulative size" "$(ipfs files stat --offline --format='<cumulsize>' "/ipfs/$cid")" "$cumulative"
    rm -rf "$scratch/out"
    if [[ -f $path ]]; then
        ipfs cat --offline --progress=false "$cid" >"$scratch/out"
    else
        ipfs get --offline --progress=false --output "$scratch/out" "$cid" >/dev/null
    fi
    compare "$1: content" "$(diff --recursive --no-dereference --exclude='.*' "$path" "$scratch/out" | head -n 5)" ""
    [[ $bad -gt $before ]] || printf 'same    %-28s %s\n' "$1" "$cid"
}

mkdir "$scratch/in"
cd "$scratch/in"
sizes=(0 1 1048575 1048576 1048577 2097152 5242887)
for size in "${sizes[@]}"; do head -c "$size" < <(seq 1 900000) >"file-$size"; done

mkdir -p three/sub/empty
printf one >three/a
printf two >three/B
ln -s ../elsewhere three/sub/link
printf hidden >three/.hidden

# A link to a file of one byte takes 44 bytes and its name, to a directory below (a Tsize of two bytes) 45; a directory 4 more.
# files FOLDER COUNT LAST: COUNT files with names of 11 characters, and one with a name of LAST.
files() {
    mkdir -p "$1"
    for ((i = 0; i < $2; i++)); do printf -v name '%011d' "$i"; printf x >"$1/$name"; done
    printf x >"$1/$(printf "%0$3d" 0)"
}
files at-threshold 4765 21
files over-threshold 4765 22
# The same two sizes, reached with directories among the entries.
for place in at:31 over:32; do
    folder=${place%:*}-threshold-mixed
    files "$folder" 4663 "${place#*:}"
    for ((i = 0; i < 100; i++)); do printf -v name 'directory%02d' "$i"; mkdir "$folder/$name"; seq 100 >"$folder/$name/x"; done
done
mkdir ten-thousand
for ((i = 0; i < 10000; i++)); do printf 'piece %d' "$i" >"ten-thousand/collection-piece-$i.json"; done
cd "$OLDPWD"

for size in "${sizes[@]}"; do check "file-$size"; done
for folder in three {at,over}-threshold{,-mixed} ten-thousand; do check "$folder"; done
[[ $bad == 0 ]] && echo "all the same"
exit $((bad > 0))
