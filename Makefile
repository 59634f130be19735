# Every target does its own set-up in .venv. Versions and hashes are pinned in requirements*.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: setup demo test check lint crash mutants bench lock clean

setup: $(VENV)/.ready
demo: $(VENV)/.ready
	$(BIN)/homebot demo

# Tests start homebot some two hundred times: compiled once, it need not be compiled each time. Four at a time on two
# cores, since many wait.
test: $(VENV)/.ready-dev lint
	$(BIN)/python -m compileall -q src
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder

check: test

# kill -9 on each database: at 200 random moments of a busy day, and in the middle of closing quarters and of deciding.
# A quarter of an hour.
crash: $(VENV)/.ready-dev
	HOMEBOT_TEST_KILLS=200 HOMEBOT_TEST_CLOSING_KILLS=40 HOMEBOT_TEST_REGISTER_KILLS=40 $(BIN)/pytest tests/crash

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Breaks every rule of core/standards in every small way and counts how often a test of it notices: six minutes.
mutants: $(VENV)/.ready-dev
	$(BIN)/python tools/mutants.py

bench: $(VENV)/.ready-dev
	$(BIN)/python -m benchmarks

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "homebot needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "$(PYTHON) cannot make a virtual environment: on Debian, apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(BIN)/python requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Writes the lock files anew from pyproject.toml: hashes, no addresses.
lock: $(BIN)/python
	$(PIP) install uv
	$(BIN)/uv pip compile -q -U --generate-hashes --no-emit-index-url --no-header --no-annotate --all-extras -o requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --extra sandbox -c requirements-dev.lock -o requirements.lock pyproject.toml

clean:
	rm -rf mutants $(VENV) .homebot .pytest_cache .mypy_cache .ruff_cache .hypothesis
