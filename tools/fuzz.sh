#!/usr/bin/env bash
# Feeds the readers of both webhooks with what nobody thought of, side by side, FUZZ_SECONDS long (600).
#
# With a nightly compiler and a C++ compiler libFuzzer is led by what it reaches (as `cargo fuzz run` does, which works here,
# too: with --features guided); without, the fixtures are changed at random. A find is kept and ends the run with an error.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"
SECONDS_EACH=${FUZZ_SECONDS:-600}
KINDS="messenger whatsapp"

# What cargo-fuzz says to the compiler, without its address sanitizer: there is no unsafe code to be watched.
GUIDED="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"

has_nightly() {
  cargo +nightly --version >/dev/null 2>&1 && command -v "${CXX:-c++}" >/dev/null 2>&1
}

if has_nightly; then
  host=$(rustc +nightly -vV | sed -n 's/^host: //p')
  echo "fuzz: libFuzzer with nightly, $SECONDS_EACH s each"
  # A target is named so that build scripts are not watched, too.
  RUSTFLAGS=$(echo $GUIDED) cargo +nightly build --locked --quiet --release --features guided --target "$host" \
    --bin messenger --bin whatsapp
  run() {
    mkdir -p "corpus/$1" "artifacts/$1"
    "target/$host/release/$1" "corpus/$1" "../crates/channels/fixtures/$1" -dict=webhooks.dict -max_len=16384 \
      -artifact_prefix="artifacts/$1/" -max_total_time="$SECONDS_EACH" -timeout=10 -print_final_stats=1 -verbosity=0 2>&1 |
      grep --text --invert-match -e '# Uses:' -e 'recommended dictionary'
  }
else
  echo "fuzz: no nightly compiler (or no C++ compiler): the fixtures are changed at random, $SECONDS_EACH s each"
  cargo build --locked --quiet --release --bin mutations
  run() {
    target/release/mutations "$1" "$SECONDS_EACH"
  }
fi

pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true' INT TERM
for kind in $KINDS; do
  (run "$kind" 2>&1 | sed "s/^/$kind: /"; exit "${PIPESTATUS[0]}") &
  pids+=($!)
done
failed=0
for pid in "${pids[@]}"; do
  wait "$pid" || failed=1
done
if [ "$failed" = 0 ]; then echo "fuzz: nothing found"; else echo "fuzz: a find, see above" >&2; fi
exit "$failed"
