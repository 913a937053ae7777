# The steps of tools/test.sh, one function each. Sourced, not run.

step_tools() {
  need_programs
  # Fetching waits for the network, installing for the disk: side by side.
  cargo fetch --locked --quiet &
  local fetching=$!
  install_packages web
  install_packages e2e
  wait "$fetching"
}

# And documents that lead nowhere: a link, or a picture that nobody made.
step_format() {
  cargo fmt --check
  node --test tools/docs/*.test.mjs
}

# Before the server, which carries what this builds.
step_web() {
  install_packages web
  (cd web && npm run --silent lint && npm run --silent check)
  make web
  (cd web && npm run --silent test)
}

step_lint() {
  cargo clippy --locked --workspace --all-targets --quiet -- --deny warnings
}

# The tests also write the TypeScript types anew, beside the tree; they must be the committed ones.
step_rust() {
  need_programs
  need_postgres
  local types=$SCRATCH/types
  mkdir -p "$types"
  # What both have to say is told at once: a failing test must not hide types that are out of date.
  local tests=0
  TS_RS_EXPORT_DIR=$types run_cargo_tests || tests=$?
  diff --recursive --brief "$types" web/shared/src/generated || {
    echo "The TypeScript types are out of date: cargo test -p server export_bindings" >&2
    return 1
  }
  return "$tests"
}

step_licences() {
  install_packages web
  install_packages e2e
  node --test tools/licences/*.test.mjs
  node tools/licences/check.mjs
}

step_browser() {
  need_server
  (cd e2e && npm run --silent lint && npm run --silent test:browser)
}

# Pictures of every page, with axe on each.
step_screens() {
  need_server
  (cd e2e && npm run --silent screens)
}

# Killed servers, cut networks and races: two cores, so nothing else beside them.
step_faults() {
  need_server
  (cd e2e && npm run --silent test:faults)
}

run_cargo_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked --workspace --no-fail-fast
  else
    cargo test --locked --workspace --no-fail-fast
  fi
}

# The binary under test, and a database server to give it.
need_server() {
  need_programs
  need_postgres
  install_packages e2e
  make web
  cargo build --locked --quiet --package server --bin hovorna
  export HOVORNA_BIN=$ROOT/target/debug/hovorna
}

# Once per lock file: npm leaves its own copy of the lock beside what it installed.
install_packages() {
  local installed=$1/node_modules/.package-lock.json
  [[ $installed -nt $1/package-lock.json ]] && return
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
  touch "$installed"
}

# No `||` around the step: it would switch off `set -e` inside it. The exit trap tells of a failure.
run_step() {
  CURRENT_STEP=$1 STEP_BEGAN=$SECONDS
  echo
  echo "== $1"
  "step_$1"
  echo "== $1 held, $(duration $((SECONDS - STEP_BEGAN)))"
  CURRENT_STEP=
}

tell_failure() {
  [[ -z ${CURRENT_STEP:-} ]] || echo "== $CURRENT_STEP FAILED after $(duration $((SECONDS - STEP_BEGAN)))" >&2
}

duration() {
  printf '%d min %02d s' $(($1 / 60)) $(($1 % 60))
}
