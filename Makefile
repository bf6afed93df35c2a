# Set-up is part of every target: on a machine with Python 3.11 or newer and make, nothing else is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# installs the locked packages four times as fast as pip, which does it where uv cannot; a mirror that pip knows serves both
UV := 0.13.9
INDEX = $(shell $(BIN)/python -m pip config get global.index-url 2>/dev/null)

.PHONY: report audit bench run check test test-all lint format lock clean

# the main job: the 2022 evaluation of the committed example, as page, Word and PDF
report: $(STAMP)
	$(BIN)/auditbook run --year 2022
	@echo
	@echo "报告（网页）：outputs/2022/nanhu/35_evaluation_report.html"
	@echo "报告（Word）：outputs/2022/nanhu/35_evaluation_report.docx"
	@echo "报告（PDF） ：outputs/2022/nanhu/35_evaluation_report.pdf"

# the synthetic federation: inputs read, completeness proved, ledgers shown, all checks
audit: $(STAMP)
	$(BIN)/auditbook run --inputs inputs/synthetic --outputs outputs/synthetic --year 2021
	@echo
	@echo "合成示例的账簿：outputs/synthetic/2021/u03/20_ledger.html"
	@echo "合成示例的疑点：outputs/synthetic/2021/u03/40_checks.html"

# how fast the books are read and checked and the pages made, and what the checks find, against what else there is
bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pyod>=3.6"
	$(BIN)/python benchmarks/ledger.py
	$(BIN)/python benchmarks/checks.py
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python benchmarks/detection.py

# every notebook for every year
run: $(STAMP)
	$(BIN)/auditbook run

# what is wrong in the inputs
check: $(STAMP)
	$(BIN)/auditbook check

# what CI runs: style, types, and all tests that are not long
test: $(STAMP) lint
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not long"

# the long ones as well
test-all: $(STAMP) lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# pinned versions for all platforms, with hashes and without addresses
lock:
	$(BIN)/pip install --quiet uv==$(UV)
	$(BIN)/uv pip compile --universal --generate-hashes --extra dev --extra dask --extra bench --no-emit-index-url --no-annotate \
	  --no-header --python-version 3.11 --quiet --output-file requirements.lock pyproject.toml

clean:
	rm -rf outputs/* $(VENV)

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV) && \
	  $(if $(INDEX),UV_DEFAULT_INDEX=$(INDEX)) $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)
