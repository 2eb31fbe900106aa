# Two commands matter: `make demo` and `make test`. Everything installs into .venv; state lies under var/.

SHELL := /bin/bash
PORT ?= 8000
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
# empty variables of the command line are left out, so that the city that stands here decides
OPTIONS = --port $(PORT) $(if $(filter 1 yes true,$(FRESH)),--fresh) $(if $(filter 1 yes true,$(DETACH)),--detach) \
	$(if $(EMPLOYERS),--employers $(EMPLOYERS)) $(if $(SEED),--seed $(SEED)) $(if $(AS_OF),--as-of $(AS_OF))

.PHONY: help demo stop test check lint format bench lock docs clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo            the demo city at http://127.0.0.1:$(PORT)  (PORT= FRESH=1 EMPLOYERS= SEED= AS_OF= DETACH=1)'
	@echo 'make stop            stop it'
	@echo 'make test            lint, types, migrations, all tests'
	@echo 'make check           lint, types and architecture only (one minute)'
	@echo 'make format          format and mend what can be mended by itself'
	@echo 'make bench           the figures of README.md; prints ratios'
	@echo 'make lock            resolve the dependencies anew'

# The command becomes this very process (exec), so that Ctrl-C reaches the supervisor once and make waits for it.
demo:
	@bash scripts/venv requirements.lock
	@exec $(PY) manage.py demo start $(OPTIONS)

stop:
	@if [ -x $(PY) ]; then exec $(PY) manage.py demo stop; else echo 'Was not running.'; fi

test:
	@bash scripts/venv requirements-dev.lock
	@exec bash scripts/test all

check:
	@bash scripts/venv requirements-dev.lock
	@exec bash scripts/test check

lint: check

format:
	@bash scripts/venv requirements-dev.lock
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench:
	@bash scripts/venv requirements-bench.lock
	@exec bash scripts/bench

lock:
	@exec bash scripts/lock
