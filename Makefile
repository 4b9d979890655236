# Few words: demo, test, test-data, check, docs, bench. Everything is kept in .venv.
PYTHON ?= python3
SHARED ?= ../shared
BIN = .venv/bin
ENV = .venv/ready
# two at a time, each file by one
TESTS = $(BIN)/python -m pytest -n 2 --dist loadfile

$(ENV): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(ENV)

.PHONY: demo test test-data check format bench
demo: $(ENV)  ## the main job, end to end
	$(BIN)/convenor demo

test: $(ENV)  ## all tests; those that need shared data skip where it is absent
	SHARED=$(SHARED) $(TESTS) -ra

test-data: $(ENV)  ## the same, and any skip is a failure
	SHARED=$(SHARED) $(TESTS) --no-skips

format: $(ENV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: $(ENV)  ## format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	SHARED=$(SHARED) $(TESTS) -ra

bench: $(ENV)  ## figures beside their peers
	$(BIN)/python bench/selection.py 1000 0 --tools $(SHARED)/tools
