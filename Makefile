# Everything a newcomer types. `make run` and `make test` need Python 3.11 and nothing else on Linux.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
# An environment holds absolute paths, so one that was made in another folder is made anew.
HERE := $(shell pwd | cksum | cut -d ' ' -f 1)
INSTALLED := $(VENV)/.installed-$(HERE)
READY := $(VENV)/.ready-$(HERE)
NODE_READY := assets/node_modules/.ready
DEV_READY := $(VENV)/.dev-ready-$(HERE)
PIP := $(PY) -m pip --disable-pip-version-check --quiet
COMPILE := $(PY) -m piptools compile --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-find-links --no-emit-index-url --no-emit-trusted-host

.PHONY: help run test test-spark java bench lint lock assets clean chromium node

help:
	@echo "make run    start Poolbook with its demonstration and print its address"
	@echo "make test   check everything: formatting, types, layers and the tests"
	@echo "make test-spark  the caseload's tests with two Spark executors as well; needs Java 17"
	@echo "make bench  measure speed against other ways to do the same work"
	@echo "make lint   only formatting, types and layers"
	@echo "make lock   write requirements/*.txt again from pyproject.toml"
	@echo "make assets compile the stylesheet again from assets/; needs node and npm"
	@echo "make clean  remove the environment and caches; your data in var/ stays"

run: $(READY)
	@exec $(PY) -m poolbook serve --demo demo/oxfordshire

test: $(DEV_READY) chromium $(NODE_READY) lint
	$(PY) -m pytest -n 2 --dist worksteal

# Two executors of one core each on this machine: two minutes, and 2.5 GiB of memory in all.
test-spark: $(DEV_READY) java
	SPARK_LOCAL_IP=127.0.0.1 POOLBOOK_TEST_SPARK=1 $(PY) -m pytest tests/unit/caseload

# Spark is for a region or the country; nobody else needs Java, so nothing here installs it.
java:
	@java=java; if [ -n "$$JAVA_HOME" ]; then java="$$JAVA_HOME/bin/java"; fi; \
	version=$$("$$java" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p'); \
	if [ "$${version:-0}" -lt 17 ]; then \
		echo "make test-spark needs Java 17 or newer, and found $${version:-none}." >&2; \
		echo "Install it (on Debian or Ubuntu: apt-get install openjdk-17-jre-headless), then try again." >&2; \
		exit 1; \
	fi

bench: $(DEV_READY)
	$(PY) -m benchmarks

lint: $(DEV_READY)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

lock: $(DEV_READY)
	$(COMPILE) --output-file=requirements/build.txt requirements/build.in
	$(COMPILE) --output-file=requirements/base.txt pyproject.toml
	$(COMPILE) --constraint=requirements/base.txt --extra=dev \
		--output-file=requirements/dev.txt pyproject.toml

assets: $(NODE_READY)
	npm run --silent --prefix assets build

clean:
	rm -rf $(VENV) assets/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf src/*.egg-info

# The environment exactly as locked: a changed lock makes it anew rather than on top.
$(INSTALLED): requirements/build.txt requirements/base.txt
	@echo "Installing Poolbook's requirements into $(VENV) (a minute or two, once)"
	@for python in python3.11 python3 python3.12 python3.13 python3.14; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec "$$python" -m venv --clear $(VENV); \
		fi; \
	done; \
	echo "Poolbook needs Python 3.11 or newer, and found none on the PATH." >&2; \
	echo "Install it (on Debian or Ubuntu: apt-get install python3 python3-venv), then try again." >&2; \
	exit 1
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/base.txt
	@touch $@

$(READY): $(INSTALLED) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): $(READY) requirements/dev.txt
	@echo "Installing what the tests need"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# The browser tests drive a Chromium of the system's; no package index has one.
chromium:
	@for name in chromium chromium-browser google-chrome; do \
		if command -v $$name >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium, which the browser tests need"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium; \
	else \
		echo "The tests need a Chromium browser, and found none on the PATH (chromium," >&2; \
		echo "chromium-browser or google-chrome). Install it (on Debian: apt-get install chromium)." >&2; \
		exit 1; \
	fi

# The stylesheet is compiled with node; a test proves that the committed one is what its source says.
node:
	@if command -v npm >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing node, which compiles the stylesheet"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends nodejs npm; \
	else \
		echo "The tests need node 18 or newer and npm, and found no npm on the PATH." >&2; \
		echo "Install them (on Debian: apt-get install nodejs npm)." >&2; \
		exit 1; \
	fi

$(NODE_READY): assets/package-lock.json assets/package.json | node
	@echo "Installing what compiles the stylesheet"
	@npm ci --silent --prefix assets
	@touch $@
