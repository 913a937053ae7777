# The document of the API held against the running server by schemathesis: whatever it thinks of, nothing breaks (no answer
# of 5xx), and what is answered is what the document says. Sourced by tools/test.sh.

# The same every time: its guesses follow from the seed, and what it thinks of from its version.
SCHEMATHESIS=4.32.5
SEED=26
# Guesses for each request. One after another: what it is made of is not safe with threads on Python 3.11.
GUESSES=${GUESSES:-12}
# Nothing it does may take longer, in seconds.
CONTRACT_PATIENCE=300

# Requests that end the session all others are sent with, or that wait for somebody else's server.
LEFT_OUT=(sign_out revoke_session revoke_other_sessions change_password change_rules begin_second_factor test_server
  test_webhook set_up sign_in)

need_schemathesis() {
  local folder=$ROOT/target/schemathesis-$SCHEMATHESIS
  if [[ ! -x $folder/bin/schemathesis ]]; then
    echo "Installing schemathesis $SCHEMATHESIS"
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$SCHEMATHESIS" || {
      rm -rf "$folder"
      return 1
    }
  fi
  export PATH=$folder/bin:$PATH
}

# A desk with an administrator, on a free port. Sets CONTRACT_URL and CONTRACT_COOKIE.
start_contract_server() {
  local data=$SCRATCH/contract log=$SCRATCH/contract.log token i
  HOVORNA_LIMITS__REQUESTS_PER_OPERATOR=1000000 HOVORNA_LIMITS__CLIENT_REQUESTS_PER_ADDRESS=1000000 \
    "$HOVORNA_BIN" serve --listen 127.0.0.1:0 --data "$data" >"$log" 2>&1 &
  CONTRACT_SERVER=$!
  for ((i = 0; i < 300; i++)); do
    CONTRACT_URL=$(grep -oE 'http://(127\.0\.0\.1|localhost):[0-9]+' "$log" | head -n 1) || true
    token=$(grep -oE 'token=[A-Za-z0-9_-]{43}' "$log" | head -n 1 | cut -d= -f2) || true
    [[ -n $CONTRACT_URL && -n $token ]] && break
    sleep 0.1
  done
  local set_up="{\"token\": \"$token\", \"company\": \"Lumen\", \"name\": \"Ada\", \"email\": \"ada@lumen.example\",
    \"password\": \"correct horse battery\"}"
  CONTRACT_COOKIE=$(curl -sS --fail-with-body -D - -o /dev/null -H 'Content-Type: application/json' -d "$set_up" \
    "$CONTRACT_URL/api/v1/setup" | grep -i '^set-cookie:' | grep -oE 'hovorna_session=[^;]+')
}

stop_contract_server() {
  [[ -z ${CONTRACT_SERVER:-} ]] || { kill "$CONTRACT_SERVER" && wait "$CONTRACT_SERVER"; } 2>/dev/null || true
  CONTRACT_SERVER=
}

step_contract() {
  need_server
  need_schemathesis
  start_contract_server
  local left_out=() id
  for id in "${LEFT_OUT[@]}"; do left_out+=(--exclude-operation-id "$id"); done
  # It keeps notes of its own beside where it runs.
  cd "$SCRATCH"
  timeout "$CONTRACT_PATIENCE" schemathesis run "$CONTRACT_URL/api/v1/openapi.json" \
    --header "Cookie: $CONTRACT_COOKIE" \
    --header "X-Hovorna-Client: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
    --phases examples,coverage,fuzzing --max-examples "$GUESSES" --seed "$SEED" --max-time 180 --no-shrink \
    --generation-with-security-parameters false --generation-database none --warnings off \
    --workers 1 --request-timeout 20 --no-color "${left_out[@]}"
  cd "$ROOT"
  # What it could not break is still there.
  curl -sS --fail -o /dev/null "$CONTRACT_URL/health/ready"
  stop_contract_server
}
