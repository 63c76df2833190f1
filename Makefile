# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --no-input --disable-pip-version-check

export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: .venv/installed-examples ## Train real models through a real notebook and show what came out
	@$(BIN)/python examples/run_demo.py

test: .venv/installed-test lint ## Check style, types and layers, then run every test
	@$(BIN)/python -m pytest -n 2

lint: .venv/installed-test ## Check style, types and layers
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: .venv/installed-test ## Write the pages that are made from the code anew
	@$(BIN)/python -m jupyterlab_aml.cli.reference docs/commands.md
	@$(BIN)/python docs/make_terminal_svg.py

bench: .venv/installed-test ## Measure the engine against its peers (about ten minutes); writes docs/benchmarks.md
	@bash benchmarks/setup_peers.sh
	@$(BIN)/python benchmarks/engine/report.py

clean: ## Remove the virtual environments and everything that was built
	rm -rf .venv benchmarks/.peers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f examples/quickstart.executed.ipynb

.venv/bin/pip:
	@bash scripts/make_venv.sh "$(PYTHON)" .venv

# An editable installation needs no repetition until the dependencies change.
.venv/installed-%: pyproject.toml | .venv/bin/pip
	@echo "Installing what '$*' needs ..."
	@$(PIP) --editable '.[$*]'
	@touch $@
