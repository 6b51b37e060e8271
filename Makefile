# Every target is a verb of bootstrap.py, which also runs where there is no make (Windows:
# `py bootstrap.py report`). Another Python: make report PYTHON=python3.12
PYTHON ?= python3

.PHONY: help setup report test test-full test-min test-browser verify lab lock clean

help:
	@$(PYTHON) bootstrap.py --help

setup report test test-full test-min test-browser verify lab lock clean:
	@$(PYTHON) bootstrap.py $@
