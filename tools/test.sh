#!/usr/bin/env bash
# Runs everything that must hold, in the order in which a mistake is cheapest to find.
#
#   tools/test.sh              all steps
#   tools/test.sh web rust     only these
#
# Each step prints its name and how long it took; the first that fails ends the run. What was started is stopped.
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT=$PWD
ALL="tools format web lint rust licences contract browser screens faults"
STEPS=${*:-$ALL}
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/hovorna-test.XXXXXX")
chmod 755 "$SCRATCH"

# shellcheck source=tools/test/steps.sh
source tools/test/steps.sh
# shellcheck source=tools/test/needs.sh
source tools/test/needs.sh
# shellcheck source=tools/test/postgres.sh
source tools/test/postgres.sh
# shellcheck source=tools/test/contract.sh
source tools/test/contract.sh

clean_up() {
  tell_failure
  stop_contract_server
  stop_postgres
  rm -rf "$SCRATCH"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

for name in $STEPS; do
  declare -F "step_$name" >/dev/null || { echo "No step is called '$name'. There are: $ALL" >&2; exit 2; }
done
for name in $STEPS; do
  run_step "$name"
done
echo "Everything held, in $(duration "$SECONDS")."
