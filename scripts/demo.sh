#!/bin/sh
# The main job: what is wrong with examples/stagnant.py, and is it true?
set -eu

script=examples/stagnant.py

# Findings are what the demo is about: they end `check` with status 1.
kerascope check "$script" || [ $? -eq 1 ]
echo
kerascope probe "$script"
