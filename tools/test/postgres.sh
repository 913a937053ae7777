# A PostgreSQL server of our own, in a folder that is thrown away. Sourced by tools/test.sh.

POSTGRES_DIR=

# Starts it at the first call. Its address goes to HOVORNA_TEST_POSTGRES: tests make databases there.
# Whoever sets that variable brings a server along, and none is started.
need_postgres() {
  [[ -z ${HOVORNA_TEST_POSTGRES:-} ]] || return 0
  need_programs
  POSTGRES_BIN=$(postgres_programs)
  POSTGRES_DIR=$SCRATCH/postgres
  mkdir "$POSTGRES_DIR"
  # PostgreSQL refuses to run as root.
  [[ $EUID -ne 0 ]] || chown postgres "$POSTGRES_DIR"
  as_postgres "$POSTGRES_BIN/initdb" --pgdata="$POSTGRES_DIR/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C >"$SCRATCH/initdb.log" 2>&1 || { cat "$SCRATCH/initdb.log" >&2; return 1; }
  start_on_a_free_port || { cat "$POSTGRES_DIR/log" >&2; return 1; }
}

# A free port may be taken between looking and starting: try a few.
start_on_a_free_port() {
  local port
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    if as_postgres "$POSTGRES_BIN/pg_ctl" start --wait --silent --pgdata="$POSTGRES_DIR/data" \
      --log="$POSTGRES_DIR/log" --options="-p $port -h 127.0.0.1 -k '$POSTGRES_DIR' -c max_connections=300" </dev/null; then
      export HOVORNA_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port/postgres
      return 0
    fi
  done
  return 1
}

stop_postgres() {
  [[ -n $POSTGRES_DIR && -f $POSTGRES_DIR/data/postmaster.pid ]] || return 0
  as_postgres "$POSTGRES_BIN/pg_ctl" stop --mode=immediate --silent --pgdata="$POSTGRES_DIR/data" || true
}

as_postgres() {
  if [[ $EUID -eq 0 ]]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
