# Companion's daily commands. `make help` lists them.
# PYTHON=/path/to/python3 chooses the interpreter that .venv is made with (3.11 or later).

PYTHON ?= python3
export PYTHON

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-stamp
# What decides what is in .venv: when one of these is newer than the stamp, setup runs again.
SETUP_FILES := pyproject.toml packaging/lock/dev.txt packaging/linux/setup-venv \
	packaging/linux/install-packages packaging/linux/runtime-packages.txt

.DEFAULT_GOAL := help
.PHONY: help setup run test e2e bench reliability pictures lint clean
# One thing after the other, whatever -j says: the output of tests is for reading.
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## install into .venv (and, on Debian, the system libraries that are missing)
	@:

$(STAMP): $(SETUP_FILES)
	@packaging/linux/install-packages packaging/linux/runtime-packages.txt
	@packaging/linux/setup-venv
	@touch $@

run: setup ## start Companion; without a display, the guided tour
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		exec $(BIN)/companion; \
	else \
		exec $(BIN)/companion tour --pictures build/tour; \
	fi

lint: setup ## ruff, basedpyright, import-linter, the tone of every sentence
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.tone

test: lint ## lint, then unit, contract and offscreen Qt tests
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

e2e: setup ## end-to-end tests on a real desktop with a real mail system
	@packaging/linux/install-packages tests/e2e/lab/system-packages.txt
	$(BIN)/python -m pytest tests/e2e -m e2e

bench: setup ## measure speed and memory
	@packaging/linux/install-packages tests/e2e/lab/system-packages.txt
	$(BIN)/python -m tests.bench

reliability: setup ## write down in docs/reliability.md what each fault does to a letter
	COMPANION_WRITE_RELIABILITY=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/contract/test_reliability*.py

pictures: setup ## draw every window into docs/pictures
	$(BIN)/python packaging/pictures.py

clean: ## remove what was made here
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
