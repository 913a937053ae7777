# run: build and serve on http://localhost:8080 · test: everything CI runs · build: target/release/hovorna
# fmt: format all sources · screens: pictures of every page in e2e/results/screens · licences: what is shipped
# pictures: those of the documents, in docs/pictures
# fuzz: the readers of webhooks against what nobody thought of, FUZZ_SECONDS each (600)
# bench: load against a bare relay, bench-size: a desk with years behind it (docs/performance.md)

.DEFAULT_GOAL := run
.PHONY: run demo build web test fuzz bench bench-size fmt screens pictures licences clean

# `make run LISTEN=0.0.0.0:8080 DATA=/var/lib/hovorna` — every other setting is told by `hovorna serve --help`.
LISTEN ?= 127.0.0.1:8080
DATA ?= data

WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/.svelte-kit/*' \
	-not -path 'web/dist/*' -not -path 'web/shared/src/words/compiled/*' 2>/dev/null)

# The development build starts sooner the first time and after every change; `make build` is for serving many.
run: web/dist/.built
	cargo build --locked --package server --bin hovorna
	target/debug/hovorna serve --listen $(LISTEN) --data $(DATA)

# A made-up company in the middle of a shift; `make demo RESET=--reset` makes it anew.
demo: web/dist/.built
	cargo build --locked --package server --bin hovorna
	target/debug/hovorna demo --listen $(LISTEN) $(RESET)

build: web/dist/.built
	cargo build --locked --release --package server --bin hovorna
	@echo "The server with the web inside: target/release/hovorna"

web: web/dist/.built

web/dist/.built: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci
	@touch $@

# `make test STEPS="web browser"` runs only these; see tools/test.sh for their names.
test:
	tools/test.sh $(STEPS)

# Guided by libFuzzer where a nightly compiler is, else random changes of the fixtures; no part of `make test`.
fuzz:
	tools/fuzz.sh

# `make bench BENCH="--only w1,w3 --runs 1"` runs only these; `--check` fails when a lowest bar is missed.
bench: build
	cargo build --locked --release --package bench
	target/release/bench $(BENCH)

# A million conversations with ten million messages, made once (some minutes, 6 GB) and kept in target/bench-size.
bench-size: build
	cargo build --locked --release --package bench
	target/release/bench size $(BENCH)

fmt:
	cargo fmt
	cd web && npm run --silent fix
	cd e2e && npm run --silent fix

screens: web/dist/.built
	cargo build --locked --package server --bin hovorna
	cd e2e && npm ci && npm run --silent screens

pictures: web/dist/.built
	cargo build --locked --package server --bin hovorna
	cd e2e && npm ci && npm run --silent pictures

licences: web/node_modules/.package-lock.json
	node tools/licences/check.mjs --shipped

clean:
	rm -rf target web/dist web/node_modules e2e/node_modules e2e/results
