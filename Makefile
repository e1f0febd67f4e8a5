# All that a developer, CI or a first visitor needs; `make` or `make help` lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# Test processes at the same time: two more than two cores, as many tests wait for a server or a browser.
WORKERS ?= 4

bin := .venv/bin
# So that Node from the environment is found where the machine has none.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHON
# A program compiles itself once, and not each time that a test begins it, whatever the environment asks of Python.
unexport PYTHONDONTWRITEBYTECODE

po := $(wildcard impactplan/translations/*/LC_MESSAGES/*.po)
sources := $(shell find static/src -type f 2>/dev/null)

pytest := $(bin)/python -m pytest -n $(WORKERS) --dist worksteal

po := $(wildcard impactplan/translations/*/LC_MESSAGES/*.po)

# Set-up looks at the machine first, and everything else relies on that order.
.NOTPARALLEL:
.PHONY: help setup machine machine-for-tests run test test-fast lint audit bench bench-drawing bench-many wheel translations fields format clean

##@ Run

setup: machine static/dist/manifest.json $(po:.po=.mo) ## Install what is missing, build assets and translations

run: setup ## Serve http://HOST:PORT with its worker; the first time with database and demo plans
	@exec $(bin)/python deploy/start.py --host $(HOST) --port $(PORT)

# What links in mails begin with, unless the environment says otherwise.
run: export IMPACTPLAN_BASE_URL ?= http://$(HOST):$(PORT)

machine:
	@deploy/set-up

machine-for-tests:
	@deploy/set-up --test

static/dist/manifest.json: static/build/tokens.css static/build.mjs package-lock.json $(shell find static/src templates -type f)
	node static/build.mjs

# One list of colours for CSS and for the pictures that Python draws. Run as a file, so that a fault elsewhere in the
# application does not stop the styles; -P keeps the modules beside it from shadowing the standard library's.
static/build/tokens.css: impactplan/lib/tokens.py | machine
	@mkdir -p $(@D)
	$(bin)/python -P impactplan/lib/tokens.py >$@

%.mo: %.po | machine
	@$(bin)/pybabel --quiet compile -i $< -o $@

##@ Check

# On PostgreSQL run the tests that meet a database, on SQLite all; the last run is the whole one, so that its closing
# line says the most.
test: machine-for-tests lint ## Lint, then the tests: on PostgreSQL what meets it, on SQLite all, in a browser too
	$(pytest) --database=postgresql
	$(pytest)

test-fast: machine-for-tests setup ## All tests but those in a browser, on SQLite
	$(pytest) -m "not browser"

# mypy, on one core, takes as long as all that follows it together.
lint: setup ## Style, types, layers, templates, translations, migrations
	$(bin)/ruff check --quiet
	$(bin)/ruff format --check --quiet
	$(bin)/mypy & types=$$!; trap "kill $$types 2>/dev/null || true" EXIT; \
	$(bin)/lint-imports --no-logo; \
	$(bin)/python .ci/check_packages.py; \
	$(bin)/djlint templates --lint --quiet --configuration .ci/djlint.toml; \
	$(bin)/python .ci/translations.py --check; \
	.ci/check-migrations; \
	wait $$types

# The network is asked for what is known of the exact versions that we pin; pip-audit stays out of the pins itself.
# Strict: a package of which nothing could be learned is a failure. Without it all may be skipped, and it says "none".
audit: setup ## Ask whether a weakness is known in a package that we pin
	@[ -x .venv/audit/bin/pip-audit ] || { $(bin)/python -m venv .venv/audit && .venv/audit/bin/pip install -q pip-audit; }
	.venv/audit/bin/pip-audit --strict --disable-pip --no-deps -r deploy/constraints.txt
	npm audit --omit=dev

bench: setup ## Measure: each row beside a bare Flask page, in one run; then the worst of each kind
	$(bin)/python -m bench
	@echo
	@$(bin)/python -m bench.worst

bench-drawing: setup ## Measure theories of change, laid out, beside Graphviz dot (a minute)
	$(bin)/python -m bench.drawing

bench-many: setup ## Measure with many: growth to 10,000 plans on both databases, 16 people, 200 participants (half an hour)
	$(bin)/python -m bench.growth
	$(bin)/python -m bench.growth --database postgresql
	$(bin)/python -m bench.servers
	$(bin)/python -m bench.memory
	$(bin)/python -m bench.printing
	$(bin)/python -m bench.wire
	$(bin)/python -m bench.participants

##@ Make

wheel: setup ## Build dist/*.whl, with templates, assets, translations and migrations inside
	$(bin)/python .ci/check_packages.py
	rm -rf build dist
	$(bin)/python -m pip wheel -q --no-deps --no-build-isolation --wheel-dir dist .

translations: setup ## Collect new texts into the catalogues and name those without Dutch
	$(bin)/python .ci/translations.py

fields: setup ## List every field of the plan in docs/fields.md
	$(bin)/python .ci/fields.py

format: setup ## Put Python files into the agreed form
	$(bin)/ruff check --fix-only --quiet
	$(bin)/ruff format --quiet
	$(bin)/python .ci/check_packages.py --write

clean: ## Remove everything that was installed or built here, but not the data in var/
	rm -rf .venv node_modules build dist static/dist static/build *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	rm -f impactplan/translations/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Say what make can do
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "HOST and PORT change where run listens; IMPACTPLAN_* variables are described in the README."
