# Everything a person starts. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench screenshots floors lock

# The first Python that is new enough; PYTHON=… puts one of your own before the others.
find_python = python=$$(for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$name"; break; fi; done); \
	if [ -z "$$python" ]; then echo "KidMet needs Python 3.11 or newer but found $$(python3 -V 2>/dev/null || echo none); \
	install one, or name it as in: make $@ PYTHON=/path/to/python3.12" >&2; exit 1; fi
set_up = @$(find_python); exec "$$python" -m kidmet_site.setup

run: ## Set everything up and serve it on 127.0.0.1:8000 (PORT=…, DATABASE_URL=…)
	$(set_up) run

test: ## Run all the tests, browser tests included (ARGS="tests/cases -k save" for some)
	$(set_up) test $(ARGS)

lint: ## Check style, types, migrations, templates and the production settings
	$(set_up) lint

bench: ## Measure matching, replaying, saving, marking, submitting and growth
	$(set_up) bench $(ARGS)

screenshots: ## Take the pictures of docs/pictures
	$(set_up) screenshots $(ARGS)

floors: ## Draw docs/pictures/floors.svg from the imports
	$(set_up) floors

lock: ## Write requirements*.txt anew from pyproject.toml (ARGS=--upgrade for newer versions)
	$(set_up) lock $(ARGS)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
