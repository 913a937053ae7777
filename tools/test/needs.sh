# What the tests need beyond Rust and Node: Chromium, PostgreSQL and a mail server. Sourced by tools/test.sh.

# Installs what is missing when this is Debian and we may; otherwise says what is missing.
need_programs() {
  local missing=()
  [[ -n $(chromium_path) ]] || missing+=(chromium)
  [[ -n $(postgres_programs) ]] || missing+=(postgresql)
  has_mail_server || missing+=(python3-aiosmtpd)
  command -v openssl >/dev/null || missing+=(openssl)
  ((${#missing[@]})) || return 0
  if [[ $EUID -ne 0 || ! -f /etc/debian_version ]]; then
    echo "The tests need ${missing[*]}. On Debian: sudo apt-get install ${missing[*]}" >&2
    return 1
  fi
  echo "Installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq </dev/null
  # RUNLEVEL=1: only the programs are wanted, not a database service that starts by itself.
  RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >"$SCRATCH/apt.log" 2>&1 ||
    { tail -n 40 "$SCRATCH/apt.log" >&2; return 1; }
}

# A second Python may stand on the path before Debian's own, which gets the package.
has_mail_server() {
  /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || python3 -c 'import aiosmtpd' 2>/dev/null
}

chromium_path() {
  command -v chromium || command -v chromium-browser || command -v google-chrome || true
}

# The folder of initdb and its like: on the path, or where Debian puts them (newest version).
postgres_programs() {
  local found
  found=$(command -v initdb || ls -1 /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1) || true
  [[ -n $found ]] && dirname "$(readlink -f "$found")"
  return 0
}
