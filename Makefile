# Every target works from a fresh clone: the environment is made first, from the pinned constraints.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
FILE = scenarios/knps/knps-2007.json
RUN_SECONDS ?= 60
NEAR_SECONDS ?= 45
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help env run plan format lint check test bench clean

help:  ## list the targets
	@grep -hE '^[a-z.]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z.]+):.*## /\1\t/' | expand -t 10

env: $(STAMP)  ## make the environment in .venv

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@echo "Compiling, once: a minute or so."
	@mkdir -p build  # first plans make the compiled parts, and would lose their time to that; these two call all of them
	@$(BIN)/consolidate plan scenarios/two-towns.json -o build/two-towns.plan.json --time-limit 120 --workers $(WORKERS) >build/first.log 2>&1 \
		|| (cat build/first.log; exit 1)
	@$(BIN)/consolidate plan scenarios/merger.json -o build/merger.plan.json --time-limit 5 --workers $(WORKERS) >build/first.log 2>&1 \
		|| (cat build/first.log; exit 1)
	touch $@

run: $(STAMP)  ## serve, plan the KnpS programme of 2007 through the API, print the first page of its report, go on until Ctrl-C
	$(BIN)/consolidate serve --no-browser --first $(FILE) --time-limit $(RUN_SECONDS)

plan: OUT = build/$(basename $(notdir $(FILE)))
plan: $(STAMP)  ## plan without a service, prove what is near, print the report: make plan FILE=scenarios/two-towns.json
	@mkdir -p build
	$(BIN)/consolidate plan $(FILE) -o $(OUT).plan.json --time-limit $(RUN_SECONDS) --workers $(WORKERS)
	$(BIN)/consolidate near $(FILE) $(OUT).plan.json -o $(OUT).plan.json --weeks 2 --time-limit $(NEAR_SECONDS) \
		|| test $$? -eq 4  # nothing proven in the time: the plan is as good as it was
	$(BIN)/consolidate report $(FILE) $(OUT).plan.json -o $(OUT).report.md
	@sed -n '1,60p' $(OUT).report.md

format: $(STAMP)  ## lay out the code and mend what can be mended
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

lint: $(STAMP)  ## style, types and the one-way imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint  ## what a commit must pass (under 5 minutes)
	$(PYTEST) -m "not slow" -n 2 --durations 10

test: lint  ## everything (under 45 minutes)
	$(PYTEST) -n 2 --durations 20

bench: $(STAMP)  ## measure the planner: results and a page with plots in build/ (some four hours; can be broken off)
	$(BIN)/python -m benchmarks

clean:  ## remove what was built, keep the environment
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src api tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
