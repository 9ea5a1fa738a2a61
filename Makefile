# make demo  runs the main job on examples/stagnant.py
# make test  passes every check and test
# Both set up what they need on the first run and reuse it afterwards.

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
PYTHON_READY := $(VENV)/.ready
NODE_READY := node_modules/.ready
MANIFESTS := package.json $(wildcard package-lock.json extension/*/package.json)
REPORT := server/kerascope/probe/report/assets/report.js
REPORT_SOURCES := extension/report/build.mjs $(shell find extension/report/src -type f)
LAB := extension/jupyterlab/dist/package.json
LAB_SOURCES := $(shell find extension/jupyterlab -type f -not -path '*/dist/*' -not -path '*/out/*' -not -path '*/node_modules/*')
VSIX_READY := build/vsix.ready
VSIX_SOURCES := LICENSE CHANGELOG.md examples/stagnant.py constraints.txt scripts/bundle_server.py \
  $(shell find extension/vscode -type f -not -path '*/dist/*' -not -path '*/node_modules/*') \
  $(shell find server/kerascope -type f -name '*.py')
WORKBENCH := tests/vscode/workbench
WORKBENCH_READY := $(WORKBENCH)/node_modules/.ready

.PHONY: help setup demo test lint format types imports node vsix pytest pictures docs benchmarks browser lock clean

help:
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

setup: $(PYTHON_READY) $(REPORT) ## create .venv and node_modules, build the report

$(PYTHON_READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || test -n "$(PYTHON)" || \
	  { echo "Kerascope needs Python 3.11 or newer; name one with make PYTHON=..."; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[probe,test,dev]'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps tf_keras
	@touch $@

$(NODE_READY): $(MANIFESTS)
	npm ci
	@touch $@

$(REPORT): $(NODE_READY) $(REPORT_SOURCES)
	npm run build --workspace extension/report
	@touch $@

$(LAB): $(REPORT) $(LAB_SOURCES)
	npm run build --workspace extension/jupyterlab
	@touch $@

$(VSIX_READY): $(NODE_READY) $(REPORT) $(VSIX_SOURCES) | $(PYTHON_READY)
	npm run build --workspace extension/vscode
	npm run package --workspace extension/vscode
	@touch $@

$(WORKBENCH_READY): scripts/install_workbench.sh $(wildcard $(WORKBENCH)/package*.json) | $(PYTHON_READY)
	sh scripts/install_workbench.sh
	@touch $@

demo: $(PYTHON_READY) $(REPORT) ## find, prove and mend what is wrong with examples/stagnant.py
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/demo.sh

test: lint types imports node pytest ## every check and every test

lint: $(PYTHON_READY) ## ruff, without changing anything
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(PYTHON_READY) $(NODE_READY) ## let ruff and biome rewrite the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	npm run format

types: $(PYTHON_READY) ## pyright, strict
	$(BIN)/pyright

imports: $(PYTHON_READY) ## imports run one way
	$(BIN)/lint-imports --no-logo

node: $(NODE_READY) ## check, build and test what is TypeScript
	npm run check
	npm run build
	npm test

vsix: $(VSIX_READY) ## package the VS Code extension into build/

pytest: $(PYTHON_READY) $(LAB) $(VSIX_READY) $(WORKBENCH_READY) browser ## the Python tests; a skipped test fails the run
	sh scripts/install_neovim.sh
	sh scripts/install_emacs.sh
	KERASCOPE_NO_SKIPS=1 $(BIN)/pytest

docs: $(PYTHON_READY) ## write a page per rule into docs/rules
	$(BIN)/python scripts/document_rules.py

benchmarks: $(PYTHON_READY) ## print the speed targets beside what is measured here
	$(BIN)/python -m benchmarks

pictures: $(LAB) $(VSIX_READY) $(WORKBENCH_READY) browser ## take the READMEs' pictures from the editors
	$(BIN)/pytest tests/jupyterlab tests/vscode
	$(BIN)/python scripts/update_pictures.py

browser: setup ## make sure that the browser tests find a Chromium
	sh scripts/install_chromium.sh

lock: $(PYTHON_READY) ## write the installed versions into constraints.txt
	{ echo '# The versions that the checks run with. After a change: make lock'; \
	  $(BIN)/python -m pip list --format=freeze --exclude kerascope --exclude pip --exclude setuptools --exclude wheel; \
	} > constraints.txt

clean: ## remove what setup and the builds made
	rm -rf $(VENV) node_modules extension/*/node_modules extension/*/dist extension/*/out $(WORKBENCH)/node_modules build dist out
