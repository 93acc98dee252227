# The portal's commands. `make help` lists them.
.POSIX:
PYTHON ?= python3
export PORT ?= 8000
BIN = .venv/bin
# Compiled once, everything starts in half the time, whatever the environment says.
export PYTHONDONTWRITEBYTECODE =
# What `check --deploy` looks at: production's shape, with a key made for this one command.
DEPLOY = BRANDCITY_MODE=production SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	ALLOWED_HOSTS=portal.example.com DATABASE_URL=postgres://portal@localhost/portal REDIS_URL=redis://localhost:6379/0

.PHONY: help install develop demo demo-reset test check bench messages lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

install: .venv/.installed ## Make .venv with what running needs

develop: .venv/.developing ## Add what testing and checking need

demo: .venv/.installed ## Start the whole portal with the data of a fictional city on http://localhost:$(PORT)
	@exec $(BIN)/python -m brandcity.demo

demo-reset: .venv/.installed ## Throw the demo's data away
	@exec $(BIN)/python -m brandcity.demo --reset

test: .venv/.developing ## Run the whole test suite, three at a time since some wait for processes (DATABASE_URL and REDIS_URL choose the servers)
	$(BIN)/python -m pytest -n 3 $(ARGS)

check: .venv/.developing ## Style, types, layers, migrations, schema, catalogue, deployment
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint templates portal enterprises coordination kernel --check --quiet && $(BIN)/djlint templates portal enterprises coordination kernel --lint --quiet
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file var/schema.yml
	$(BIN)/python manage.py check_messages
	$(DEPLOY) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py audit_dependencies

bench: .venv/.developing ## Measure speed as ratios, printed as JSON
	@$(BIN)/python -m bench

messages: .venv/.developing ## Bring the Chinese catalogue up to date and list what lacks a translation
	$(BIN)/python manage.py update_messages

lock: .venv/.developing ## Resolve the requirements anew, with hashes and without any index address
	for set in base dev; do $(BIN)/uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate requirements/$$set.in -o requirements/$$set.txt --upgrade; done

clean: ## Remove everything that was made
	rm -rf .venv var staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/.installed: requirements/base.txt requirements/fonts.txt .venv/bin/python locale/zh_Hans/LC_MESSAGES/django.po
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps --target .venv/fonts -r requirements/fonts.txt
	@mkdir -p var
	$(BIN)/python manage.py compile_messages
	@touch $@

.venv/.developing: requirements/dev.txt .venv/.installed
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt -r requirements/dev.txt
	@touch $@
