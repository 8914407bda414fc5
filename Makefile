# What a person or CI does here. `make` alone lists it; `make run` and `make test` need nothing but python and make.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

PORT ?= 5000
# One more than there are cores: tests also wait, for browsers, disks and one another.
JOBS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
PYTHON ?=

PY := .venv/bin/python
UV := .venv/bin/uv
FLASK := $(PY) -m flask --app app
PYTEST := $(PY) -m pytest
# The long runs take their time; one that hangs still ends.
PATIENT := $(PYTEST) --timeout 7200 --override-ini faulthandler_timeout=7190

# Stamps: what is newer than its lock is not installed again.
RUNTIME := .venv/.runtime
COMPLETE := .venv/.complete
FONTS := static/fonts/.made
REFERENCE := .venv/reference/.made
# Where there is no node, the tests that need it are left out, and say so.
NODE := $(if $(shell command -v npm),.venv/node/.made)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard peerlearn/translations/*/LC_MESSAGES/*.po))

.PHONY: help
help: ## list what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: $(RUNTIME) $(CATALOGUES) $(FONTS) ## serve the demonstration on this machine (PORT=5000); the first time also makes it
	@$(PY) -m peerlearn.run_demo --port $(PORT)

.PHONY: test
test: check chromium $(REFERENCE) $(NODE) $(CATALOGUES) $(FONTS) ## all that CI runs: the checks, then every test on SQLite and again on PostgreSQL
	$(PYTEST) -n $(JOBS)
	$(PYTEST) -n $(JOBS) --backend postgresql --ignore tests/browser

.PHONY: test-fast
test-fast: $(COMPLETE) $(CATALOGUES) $(FONTS) ## every test that needs neither a browser nor PostgreSQL
	$(PYTEST) -n $(JOBS) --ignore tests/browser

.PHONY: test-long
test-long: $(COMPLETE) $(CATALOGUES) $(FONTS) ## the generated cases again, many more: Hypothesis, hostile input for the badge readers, servers killed while they store marks, processes while they sign badges
	$(PATIENT) -n $(JOBS) -m hypothesis --hypothesis-profile=long
	$(PY) -m tests.badges.fuzzing --inputs 120000
	PEERLEARN_KILLS=34 $(PATIENT) -n 0 -rP tests/web/field/test_killed.py
	PEERLEARN_KILLS=34 $(PATIENT) -n 0 -rP --backend postgresql tests/web/field/test_killed.py
	PEERLEARN_SIGNING_KILLS=20 $(PATIENT) -n 0 -rP tests/awards/test_runs_killed.py
	PEERLEARN_SIGNING_KILLS=20 $(PATIENT) -n 0 -rP --backend postgresql tests/awards/test_runs_killed.py
	PEERLEARN_RACE_ROUNDS=40 $(PATIENT) -n 0 -rP tests/web/awards/test_races_with_erasure.py
	PEERLEARN_RACE_ROUNDS=40 $(PATIENT) -n 0 -rP --backend postgresql tests/web/awards/test_races_with_erasure.py

.PHONY: bench
bench: $(COMPLETE) chromium $(REFERENCE) $(NODE) $(CATALOGUES) $(FONTS) ## how fast badges are issued, verified and baked, beside others; how soon a phone in the room is ready and answered (MILLION=1: a longer curve)
	@$(PY) -m tests.bench $(if $(MILLION),--million)

# The tests run in a copy one folder deeper: what they look for beside the project is named for them.
.PHONY: mutants
mutants: $(COMPLETE) ## how many wrong versions of the badge checks the tests let through (a quarter of an hour)
	@rm -rf mutants
	PEERLEARN_STANDARDS_DIR=$(abspath $(or $(PEERLEARN_STANDARDS_DIR),../shared/standards/data)) \
		$(PY) -m mutmut run $(if $(filter-out logical,$(JOBS)),--max-children $(JOBS))
	@$(PY) -m mutmut results --all true | awk -F '[.: ]+' '$$2 == "badges" { all[$$3]++ } \
		$$2 == "badges" && $$5 != "killed" { left[$$3]++; print } \
		END { for (name in all) printf "%-16s %4d mutants, %3d left (%.1f %%)\n", \
			name, all[name], left[name], 100 * left[name] / all[name] }'

.PHONY: coverage
coverage: $(COMPLETE) $(CATALOGUES) $(FONTS) ## which lines the tests without a browser never reach
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest -n $(JOBS) --ignore tests/browser
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report

.PHONY: coverage-badges
coverage-badges: $(COMPLETE) ## how much of the badge library its own tests reach; fails under 95 %
	$(PY) -m coverage erase
	$(PY) -m coverage run --source badges -m pytest -n $(JOBS) tests/badges
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report --fail-under=95

.PHONY: check
check: $(COMPLETE) ## style, types, floor plan, templates, dead code
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy peerlearn badges tests app.py
	.venv/bin/lint-imports --no-logo
	$(PY) -m djlint templates --check --lint
	$(PY) -m vulture peerlearn badges app.py --min-confidence 80

.PHONY: fix
fix: $(COMPLETE) ## put the style right where a tool can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) -m djlint templates --reformat --quiet

.PHONY: install
install: $(COMPLETE) $(CATALOGUES) $(FONTS) ## make the environment with everything, and what is built from the sources

.PHONY: demo
demo: $(RUNTIME) $(CATALOGUES) ## load the demonstration programme into the database the settings name (first: flask --app app db upgrade)
	$(FLASK) demo load

.PHONY: serve
serve: $(RUNTIME) $(CATALOGUES) $(FONTS) ## serve with the settings of the environment (loopback, PORT=5000), behind a proxy of yours
	@$(PY) -m gunicorn --worker-class gthread --workers 2 --threads 8 --bind 127.0.0.1:$(PORT) app:app

.PHONY: worker
worker: $(RUNTIME) $(CATALOGUES) ## do in a process of its own what takes longer than an answer may
	@$(FLASK) worker

.PHONY: screenshots
screenshots: $(COMPLETE) $(CATALOGUES) $(FONTS) chromium ## pictures of the main pages
	$(PY) -m tests.browser.screenshots

.PHONY: messages
messages: $(COMPLETE) ## collect the words of the program into the catalogues
	@mkdir -p var
	$(PY) -m babel.messages.frontend --quiet extract --mapping-file babel.cfg --keyword _l --project PeerLearn \
		--output-file var/messages.pot .
	$(PY) -m peerlearn.commands.catalogues var/messages.pot

.PHONY: lock
lock: $(UV) ## write both lock files again from setup.cfg (UPGRADE=--upgrade for newer versions)
	$(UV) pip compile setup.cfg $(LOCKING) --output-file requirements.txt
	$(UV) pip compile setup.cfg $(LOCKING) --extra test --extra quality --constraint requirements.txt \
		--output-file requirements-test.txt

LOCKING = --quiet --generate-hashes --no-header --universal --python-version 3.11 $(UPGRADE)

.PHONY: chromium
chromium: $(COMPLETE)
	@$(PY) -m tests.services.chromium

# --- the environment ---------------------------------------------------------------------------------------------

$(UV):
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making the environment in .venv with $$($$python --version)"; \
			"$$python" -m venv .venv && $(PY) -m pip install --quiet --disable-pip-version-check 'uv>=0.9'; \
			exit; \
		fi; \
	done; \
	echo 'PeerLearn needs Python 3.11 or newer; none was found. Name yours: make PYTHON=/the/path/python3 …' >&2; exit 1

# $(1): the lock. The test lock holds all of the runtime lock, so an environment for tests also runs the program.
define install_lock
	@echo 'Installing what $(1) names'
	@$(UV) pip sync --quiet --require-hashes --python $(PY) $(1)
	@$(UV) pip install --quiet --no-deps --python $(PY) --editable .
endef

$(COMPLETE): requirements-test.txt | $(UV)
	$(call install_lock,requirements-test.txt)
	@touch $(RUNTIME) $(COMPLETE)

# The validators of others are of their time and want packages of their time: each has an environment of its own.
$(REFERENCE): tests/reference/requirements.txt tests/reference/validator.txt | $(UV)
	@echo 'Installing the reference validator of Open Badges 2.0'
	@$(UV) venv --quiet --allow-existing --python $(PY) .venv/reference
	@$(UV) pip install --quiet --require-hashes --python .venv/reference/bin/python -r tests/reference/requirements.txt
	@$(UV) pip install --quiet --require-hashes --no-deps --python .venv/reference/bin/python -r tests/reference/validator.txt
	@touch $@

.venv/node/.made: tests/reference/package.json tests/reference/package-lock.json | $(UV)
	@echo 'Installing the verifiers that wallets are built on'
	@mkdir -p $(@D) && cp tests/reference/package.json tests/reference/package-lock.json $(@D)
	@cd $(@D) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# Once the tests were installed here, the runtime never takes them away again.
$(RUNTIME): requirements.txt | $(UV)
	$(call install_lock,$(if $(wildcard $(COMPLETE)),requirements-test.txt,requirements.txt))
	@touch $(RUNTIME) $(wildcard $(COMPLETE))

$(CATALOGUES): %.mo: %.po | $(RUNTIME)
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

$(FONTS): requirements.txt | $(RUNTIME)
	@echo 'Cutting the fonts to what the pages use'
	@$(PY) -m peerlearn.commands.assets
	@touch $(FONTS)
