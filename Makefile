# make demo   sets up what that needs, then makes the demo's videos and scores (results/demo)
# make video SONG=night.flac ARTWORK=moon.jpg   sets up the same, then makes and scores one video
# make test   sets up everything, PyTorch too, then runs the tests
# make help   lists all targets

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ALL := $(VENV)/.ready-dev
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SNAKEMAKE := $(BIN)/snakemake
CODE := scripts tests benchmarks demo .ci/lock.py

.PHONY: help setup setup-models demo video test test-slow test-browser test-small test-demo test-slurm lint format docs
.PHONY: lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

# One .venv grows: each step adds the packages of its lock, and repeats only where a lock changed.
setup: $(READY)  ## create .venv with what the default preset needs (requirements.lock)

setup-models: $(VENV)/.ready-models  ## add PyTorch and what else the paper's models need

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) -r requirements.lock
# What jobs call is compiled here, so that none of them has to.
	PYTHONPATH=scripts $(BIN)/python -m yellowsound.synchrony.warm_up
	@touch $@

$(VENV)/.ready-%: requirements-%.lock
	$(PIP_INSTALL) -r $<
	@touch $@

$(VENV)/.ready-models: $(READY)
$(ALL): $(VENV)/.ready-models

demo: $(READY)  ## run the workflow on the five demo pairs
	$(SNAKEMAKE) --cores all --configfile config/demo.yaml
	@echo
	@echo "The demo is done. Where to look:"
	@echo "  results/demo/report/index.html     the whole study as a page: open it in a browser"
	@echo "  results/demo/videos/               20 videos: five pairs, three schedules, one of them with moves"
	@echo "  results/demo/figures/              the figures; contact_sheet/ shows all keyframes"
	@echo "  results/demo/synchrony/            each video's scores and signals"
	@echo "  results/demo/tables/synchrony.tsv  the scores of all videos"

# Looked at before the setup. Names reach the shell by the environment, whatever is in them: a
# dollar sign, too, which make would take for a variable.
override SONG := $(value SONG)
override ARTWORK := $(value ARTWORK)
export SONG ARTWORK
video: $(if $(SONG),$(if $(ARTWORK),$(READY)))  ## make one video: SONG=night.flac ARTWORK=moon.jpg
	@test -n "$$SONG" && test -n "$$ARTWORK" || { echo "Name a song and an artwork:" \
		"make video SONG=night.flac ARTWORK=moon.jpg [DRAFT=true] [OPTIONS='seed=3 fps=24']"; exit 1; }
	@$(SNAKEMAKE) --cores all --config song="$$SONG" artwork="$$ARTWORK" \
		$(if $(DRAFT),draft=$(DRAFT)) $(OPTIONS)

test: $(ALL)  ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q

test-slow: $(ALL)  ## run the slow tests (but those in a browser and on a cluster)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m 'slow and not browser and not slurm'

test-browser: $(ALL)  ## run the tests that play pages in a browser
# One after the other: what they look at happens in real time.
	$(BIN)/python -m pytest -q -rs -m browser

test-small: $(READY)  ## run the small study of .test
	$(SNAKEMAKE) --cores all --directory .test

test-demo: $(ALL)  ## look at what make demo has left
	$(BIN)/python -m pytest -q -m demo

test-slurm: $(ALL)  ## run a study on a SLURM that is started on this machine, as root
# They wait more than they compute: two workers, each with a cluster of its own.
	$(BIN)/python -m pytest -n 2 --dist loadfile -q -rs -m slurm tests/slurm

lint: $(ALL)  ## check style: ruff, snakefmt, snakemake --lint
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/snakefmt --check Snakefile rules
	$(SNAKEMAKE) --lint

format: $(ALL)  ## bring the code into the project's style
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)
	$(BIN)/snakefmt Snakefile rules

docs: $(READY)  ## write what is generated from the declarations: tables of settings, schema
	PYTHONPATH=scripts $(BIN)/python -m yellowsound.run.document

lock:  ## write the locks anew from requirements*.in
	rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python .ci/lock.py
	rm -rf $(VENV)-lock

clean:  ## remove what was made (results, fetched models, .venv)
	rm -rf results resources .snakemake $(VENV)
