# Doorstep. `make help` tells what there is. Everything works from a clean clone, without root unless it says so.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
DATE ?= 2018-02-13
PORT ?= 8000
.DEFAULT_GOAL := help
.PHONY: help demo test check nightly bench lock fresh translations screenshots

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Doorstep needs Python 3.11 or newer: PYTHON=python3.11 make …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing: install the package python3-venv, then run make again."; exit 1; }
	@$(PYTHON) -m venv .venv && touch $@

.venv/runtime: .venv/made requirements.txt
	@echo "Installing what Doorstep runs on …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/runtime requirements-dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: .venv/runtime ## the demonstration city at http://127.0.0.1:8000 (DATE=2018-03-01 stands on another day)
	@$(BIN)/doorstep demo --date $(DATE) --port $(PORT)

test: .venv/dev ## everything, on SQLite and on PostgreSQL, with a browser (20 minutes or less)
	@$(BIN)/python tools/run_tests.py test

check: .venv/dev ## the fast part: lint, types, contracts, tests without a browser on SQLite
	@$(BIN)/python tools/run_tests.py check

nightly: .venv/dev ## the long part: fuzzing, every page in every size and language
	@$(BIN)/python tools/run_tests.py nightly

translations: .venv/dev ## collect new texts, make 繁體中文 from 简体中文, compile
	@$(BIN)/python tools/translations.py update

screenshots: .venv/dev ## a picture of every page in every size, language and contrast, to be looked at
	@$(BIN)/python tools/screenshots.py

bench: .venv/dev ## what the product promises of speed, each as a ratio in one run; QUICK=1 in short (docs/benchmarks.md)
	@for file in bench/*.py; do echo "── $$file"; \
		$(BIN)/python $$file $$(test -z "$(QUICK)" || grep -qe '"--quick"' $$file && test -n "$(QUICK)" && echo --quick) || exit 1; done

lock: .venv/dev ## write requirements*.txt anew from pyproject.toml
	@$(BIN)/python tools/lock.py

fresh: ## forget the demonstration's data (the environment stays)
	@rm -rf .var && echo "The next make demo makes a new city."
