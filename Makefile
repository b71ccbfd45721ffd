# Every command a person needs; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
CODE := app geo seed tests tools

.PHONY: help install install-test test-needs run test lint format messages bench clean

help:  ## this list
	@echo "Kith: the people around you."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "The command line is $(BIN)/kith after 'make install'; try: $(BIN)/kith --help"

install:  ## make .venv and install Kith into it
	@tools/install.sh run

install-test:
	@tools/install.sh test

test-needs:
	@tools/test_needs.sh

run: install  ## serve on http://127.0.0.1:8000 with a made-up town (HOST=, PORT=)
	@$(BIN)/kith demo load --if-empty
	@exec $(BIN)/kith serve --host "$(HOST)" --port "$(PORT)"

test: install-test test-needs lint  ## install what tests need, then lint, types, floors and all tests
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

lint: install-test  ## style, types, the floors of the house, and whether every test file opens
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --check --output-format concise $(CODE) >.venv/format.log || { cat .venv/format.log; echo "make format puts that right"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/style_profile.py
	@$(BIN)/pytest --collect-only -qq >.venv/collect.log 2>&1 || { tail -30 .venv/collect.log; exit 1; }

format: install-test  ## lay out the code and put right what a machine can
	@$(BIN)/ruff check --fix --quiet $(CODE) || true
	@$(BIN)/ruff format $(CODE)

messages: install  ## gather the sentences to translate (LANGUAGE=cy starts a new language)
	@LANGUAGE="$(if $(filter command line,$(origin LANGUAGE)),$(LANGUAGE))" tools/messages.sh

bench: install-test  ## measure speed; prints the machine, sizes, median, p95 and p99
	@for script in tests/bench/bench_*.py; do echo; echo "$$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

clean:  ## take away what was built; keeps .venv and what the directory holds
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
