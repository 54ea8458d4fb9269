# GNU make. Everything runs inside .venv; nothing outside this folder is touched,
# but for Debian packages that "make test" installs when it runs as root.
PORT ?= 8000
export PORT

PY := .venv/bin/python
FLASK := $(PY) -m flask --app wsgi
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard forumapp/translations/*/LC_MESSAGES/*.po))
PYBABEL := $(PY) -m babel.messages.frontend -q

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check format bench catalogue translations lock wheel clean venv venv-dev

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: venv translations ## set up, load the demo worlds and serve on PORT (8000); run again, the data stay
	@FORUMAPP_DEMO=$${FORUMAPP_DEMO-1} && export FORUMAPP_DEMO && \
	$(FLASK) db upgrade && $(FLASK) demo load && exec $(FLASK) serve

test: check ## set up, static checks and all tests; T="tests/agenda -k clash" for some
	@$(PY) .ci/run_tests.py $(T)

check: venv-dev translations ## static checks alone: style, types, floors
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

format: venv-dev ## rewrite the Python files in the agreed style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: venv-dev translations ## speed, statements, weight and memory, side by side with a bare Flask
	$(PY) -m benchmarks

catalogue: venv-dev ## bring the English catalogue up to the texts in code and templates
	@mkdir -p build
	$(PYBABEL) extract -F babel.cfg -k _l -k lazy_gettext -k lazy_pgettext:1c,2 --no-location --sort-output --width 110 \
		--project forumapp --version "" --copyright-holder "The forumapp authors" -o build/messages.pot .
	@mkdir -p forumapp/translations
	@test -f forumapp/translations/en/LC_MESSAGES/messages.po || \
		$(PYBABEL) init -l en -i build/messages.pot -d forumapp/translations --width 110
	$(PYBABEL) update -l en -i build/messages.pot -d forumapp/translations --width 110 \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

translations: $(CATALOGUES)

%.mo: %.po
	@$(PYBABEL) compile -i $< -o $@

lock: ## write the lock files anew from pyproject.toml (needs uv)
	@.ci/lock.sh

wheel: venv-dev ## build the wheel into dist/
	$(PY) -m build --wheel

clean: ## remove what is made anew; keeps instance/ and its data
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

venv:
	@.ci/venv.sh requirements.lock

venv-dev:
	@.ci/venv.sh requirements-dev.lock
