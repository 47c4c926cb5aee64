# Everything happens in .venv, made on first use. PYTHON picks the interpreter (3.11 or newer).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo test lint proof fuzz soak bench floor lock wheel clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "newsarchive needs Python 3.11 or newer; say which with: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## crawl a small portal on this machine, search it, export it
	@$(BIN)/python -m demo

# Tests start hundreds of commands: none of them is to compile the sources anew, even where bytecode is not written by itself.
COMPILE = @$(BIN)/python -m compileall -q newsarchive spiders migrations tests

# Tests wait for servers, pauses and disks about as long as they compute: two for each core.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * os.cpu_count())')
test: $(READY)  ## the tests (under 8 minutes)
	$(COMPILE)
	$(BIN)/python -m pytest -m "not proof" -n $(WORKERS) --dist loadscope

lint: $(READY)  ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

PROOF_READY := $(VENV)/.proof-ready
$(PROOF_READY): $(READY) requirements-proof.lock
	@echo "Setting up what reads exported tables …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements-proof.lock
	@touch $@

# Proofs compute: one for each core.
proof: $(PROOF_READY)  ## slow proofs: faults, tutorials, other tools
	$(COMPILE)
	$(BIN)/python -m pytest -m proof -n $(shell $(PYTHON) -c 'import os; print(os.cpu_count())') --dist loadscope --no-loadscope-reorder

MINUTES ?= 10
fuzz: $(READY)  ## pages made worse at random, for MINUTES (10)
	@$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

soak: $(READY)  ## faults, one after the other, for MINUTES (10)
	@$(BIN)/python -m tests.faults --minutes $(MINUTES)

BENCH_READY := $(VENV)/.bench-ready
$(BENCH_READY): $(READY) requirements-bench.lock
	@echo "Setting up what is measured beside newsarchive …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements-bench.lock
	@touch $@

bench: $(BENCH_READY)  ## speeds, as ratios to something run beside them
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.recognise
	@$(BIN)/python -m benchmarks.exporting

floor: $(READY)  ## figures of reading, none below the recorded
	@$(BIN)/python -m benchmarks.extraction

wheel: $(READY)  ## the built wheel, installed alone, runs
	$(BIN)/python -m tests.wheel

lock:  ## pin every dependency with its hash (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --all-extras --group dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --group bench -c requirements.lock pyproject.toml -o requirements-bench.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --group proof -c requirements.lock pyproject.toml -o requirements-proof.lock

clean:  ## remove what make made
	rm -rf $(VENV) dist demo-archive demo-edited
