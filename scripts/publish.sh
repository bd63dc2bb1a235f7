#!/usr/bin/env bash
# `colophon publish` against real counterparts: folders, an S3 server (moto), Kubo nodes, a pinning service between two of
# them. Installs what it needs: Kubo with scripts/kubo.sh, moto into a virtual environment below target/.
#   scripts/publish.sh          all of them
#   scripts/publish.sh KIND…    only these: folder, s3, kubo, pinning. What cannot be installed here is skipped, with the reason
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ "${1:-}" == --help ]]; then sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; fi
packages=("moto[s3]==5.2.5" "flask==3.1.3" "flask-cors==6.0.5")
venv=$PWD/target/moto
kinds=(folder s3 kubo pinning)
[[ $# -eq 0 ]] || kinds=("$@")

for kind in "${kinds[@]}"; do
    kubo=- python=-
    if [[ $kind == kubo || $kind == pinning ]]; then
        status=0
        kubo=$(bash scripts/kubo.sh) || status=$?
        # 3: no Go to build it with, and it has said so.
        [[ $status != 3 ]] || continue
        [[ $status == 0 ]] || exit "$status"
    fi
    if [[ $kind == s3 ]]; then
        if ! command -v python3 >/dev/null; then
            echo "skipped: s3, no Python 3 to run the server with" >&2
            continue
        fi
        if [[ ! -f $venv/5.2.5 ]]; then
            python3 -m venv "$venv"
            "$venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
            touch "$venv/5.2.5"
        fi
        python=$venv/bin/python
    fi
    node tests/js/publish.mjs "$kind" "$kubo" "$python"
done
