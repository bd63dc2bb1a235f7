#!/usr/bin/env bash
# Other people's tools, unchanged, against `colophon devnet`: cast, viem, ethers, web3.py, a page of another origin.
#   scripts/tools.sh          all of them
#   scripts/tools.sh NAME…    only these files of tests/js/tools
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
web3=8.0.0
venv=$PWD/target/web3py
tools=(cast viem viem-test-client ethers browser web3py)
[[ $# -eq 0 ]] || tools=("$@")

node tests/js/compile.mjs
for tool in "${tools[@]}"; do
    arguments=()
    if [[ $tool == web3py ]]; then
        if [[ ! -f $venv/$web3 ]]; then
            python3 -m venv "$venv"
            "$venv/bin/pip" install --quiet --disable-pip-version-check "web3==$web3"
            touch "$venv/$web3"
        fi
        arguments=("$venv/bin/python")
    fi
    node "tests/js/tools/$tool.mjs" "${arguments[@]}"
done
