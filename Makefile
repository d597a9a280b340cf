# The two commands: `make repro` builds everything from corpus/raw, `make test` checks the program.
PYTHON ?= python3
VENV ?= .venv
PY = "$(VENV)/bin/python"
PIP = $(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation
INSIDE = PATH="$$(cd "$(VENV)/bin" && pwd):$$PATH"
COMPILE = uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header \
	--no-emit-index-url -q --custom-compile-command "make lock"
# natasha is installed for its models; its own dependencies are old and never imported
UNUSED = pymorphy2 pymorphy2-dicts-ru dawg-python docopt yargy ipymarkup intervaltree

.PHONY: help repro test lint notebook train eval bench lock deps setup install

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

repro: setup  ## bring all results up to date with texts, settings and code
	@$(PY) -m pipeline.core.recover
	@$(INSIDE) dvc repro

test: setup  ## run all tests
	@$(PY) -m pytest

lint: setup  ## check style and types
	@$(INSIDE) ruff check . && $(INSIDE) ruff format --check . && $(INSIDE) mypy

notebook: setup  ## open the notebooks in JupyterLab
	@$(INSIDE) jupyter lab notebooks

train: setup  ## fit the models again, with DATA=PATH on more data than the project's own gold
	@$(PY) -m pipeline.train $(if $(DATA),--data "$(DATA)")

eval: setup  ## measure on the gold in EVAL=PATH
	@test -n "$(EVAL)" || { echo 'name the folder with the gold: make eval EVAL=PATH' >&2; exit 1; }
	@$(PY) -m bench.quality "$(EVAL)"

bench: setup  ## measure speed, growth and memory; TEXTS=PATH takes the texts from there
	@$(PY) -m bench $(if $(TEXTS),--texts "$(TEXTS)")

lock:  ## pin the requirements again (needs uv)
	@$(COMPILE) requirements/build.in -o requirements/build.txt
	@$(COMPILE) $(UNUSED:%=--no-emit-package %) requirements/lock.in -o requirements/lock.txt

deps: setup  ## list in dvc.yaml the code files that each stage depends on
	@$(PY) -m pipeline.core.fingerprint

setup:
	@cmp -s requirements/lock.txt "$(VENV)/lock.txt" || $(MAKE) --no-print-directory install

install:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
		echo 'Python 3.11, 3.12 or 3.13 is needed; name it: make repro PYTHON=python3.12' >&2; exit 1; }
	@echo 'Installing into $(VENV): once, some minutes'
	@test -x "$(VENV)/bin/python" || $(PYTHON) -m venv "$(VENV)"
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --require-hashes -r requirements/lock.txt
	@$(PIP) -e .
	@cp requirements/lock.txt "$(VENV)/lock.txt"
