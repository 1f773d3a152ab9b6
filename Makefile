# Two commands on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DEMO := .demo/store
# Plain pip, hash-pinned. The project itself is installed editable, without resolving anything again.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check audit fuzz slow browser screenshots lock wheel clean help

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

demo: $(VENV)/.base  ## sample data, scored, dashboard open at http://127.0.0.1:8501
	@VOC_HOME=$(HOME_DEMO) VOC_KEY_FILE=.demo/identity.key $(BIN)/voc demo

test: $(VENV)/.dev   ## the fast tests: no services, no network
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.dev  ## style, types, who imports whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

browser: $(VENV)/.browser  ## the suite that needs Chromium
	@$(BIN)/python -m pytest -n auto -m browser

screenshots: $(VENV)/.browser  ## pictures of every page into docs/images, from the sample (needs Chromium)
	@VOC_HOME=$(HOME_DEMO) VOC_KEY_FILE=.demo/identity.key $(BIN)/python docs/screenshots.py

audit: $(VENV)/.dev  ## bandit over the code, and known holes in what we depend on (needs network; says of how many packages it could tell)
	@$(BIN)/bandit -q -c pyproject.toml -r voc app.py
	@[ -x $(VENV)/audit/bin/pip-audit ] || { $(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit; } 2>/dev/null || true
	@$(BIN)/python .ci/audit.py requirements/base.txt $(VENV)/audit/bin/pip-audit

fuzz: $(VENV)/.dev   ## 20,000 mutated files and 10,000 hostile strings over every reader (about a quarter of an hour)
	@VOC_FUZZ_FILES=20000 VOC_FUZZ_WORDS=10000 $(BIN)/python -m pytest -m slow tests/intake/test_fuzz_readers.py

slow: $(VENV)/.dev   ## long simulations and kill harnesses at full length
	@$(BIN)/python -m pytest -m slow

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make demo PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing (once; a few minutes) / 正在安装（仅首次，需几分钟）"
	@$(INSTALL) --require-hashes -r requirements/base.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.browser: requirements/browser.txt $(VENV)/.dev
	@$(INSTALL) --require-hashes -r requirements/browser.txt
	@touch $@

$(VENV)/.postgres: requirements/postgres.txt $(VENV)/.dev
	@$(INSTALL) --require-hashes -r requirements/postgres.txt
	@touch $@

lock:            ## make the hash-pinned locks anew (needs uv)
	@uv pip compile -q pyproject.toml requirements/build.in --python-version 3.11 --generate-hashes -o requirements/base.txt
	@for extra in dev login browser postgres spark; do \
	  uv pip compile -q pyproject.toml --extra $$extra -c requirements/base.txt --python-version 3.11 --generate-hashes -o requirements/$$extra.txt; done

wheel: $(VENV)/.dev  ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation -w dist .

clean:           ## remove the demo store and build products; keeps the installation
	@rm -rf .demo dist build
