# Every target makes the virtual environment it needs, in .venv, when it is missing.
#   make demo [SWC=path]   a real neuron, simulated and differentiated: see demo/
#   make test              lint, types, doctests, tests and property tests
#   make test-all          the same, with the slow tests and those against other simulators
#   make bench             the benchmarks, side by side with other simulators
#   make docs              the documentation, into site/
#   make lint              ruff and mypy alone

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# Layers that are checked with mypy --strict; those that exist.
STRICT := $(wildcard $(addprefix spineax/,errors.py units.py sparse plan verbs facade))
CODE := $(wildcard spineax tests property_tests benchmarks examples)

# The first Python that is new enough and can make virtual environments.
CANDIDATES := python3 python3.13 python3.12 python3.11 python3.14 python
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
FIND_PYTHON := for p in $(PYTHON) $(CANDIDATES); do \
	if $$p -c '$(USABLE)' >/dev/null 2>&1; then echo $$p; break; fi; done

export MPLBACKEND ?= Agg

.PHONY: help demo test test-all test-bounds bench docs lint check-doctests clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n 1,7p

$(BIN)/python:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
		echo "spineax needs Python 3.11 or newer with the venv module, and found none."; \
		echo "Install one (on Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12 test"; \
		exit 1; \
	fi; \
	echo "making $(VENV) with $$($$python --version)"; \
	$$python -m venv $(VENV)

# What is installed in .venv: the package alone, or with one of its extras.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "installing spineax into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-%: pyproject.toml | $(BIN)/python
	@echo "installing spineax[$*] into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$*]'
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/python -m spineax.demo $(if $(SWC),'$(SWC)')

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy --strict $(STRICT)

# The examples of the docstrings run as a user types them: in single precision.
check-doctests: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q --doctest-modules spineax

test: lint check-doctests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --durations=15 tests property_tests

test-all: lint check-doctests $(VENV)/.installed-bench
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --durations=15 -m "" tests property_tests

# The oldest releases that pyproject.toml allows, in an environment of their own.
OLDEST := import tomllib; d = tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]; print(*[x.replace(">=", "==") for x in d])

test-bounds:
	@python=$$($(FIND_PYTHON)); $$python -m venv $(VENV)-bounds
	@$(VENV)-bounds/bin/python -m pip install --quiet -e '.[test]' $$($(VENV)-bounds/bin/python -c '$(OLDEST)')
	$(VENV)-bounds/bin/python -m pytest -q tests property_tests

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks

docs: $(VENV)/.installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

clean:
	rm -rf $(VENV) $(VENV)-bounds site demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
