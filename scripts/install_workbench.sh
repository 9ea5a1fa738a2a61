#!/bin/sh
# Installs the VS Code workbench (code-server) that the extension is tested in. Nothing is compiled.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
npm="$here/.venv/bin/npm" # the Node 24 that code-server wants
workbench="$here/tests/vscode/workbench"

cd "$workbench"
"$npm" ci --ignore-scripts
cd node_modules/code-server/lib/vscode
# Not `npm ci`: the lock that code-server ships is out of step with its manifest.
"$npm" install --omit=dev --ignore-scripts --no-package-lock
cd extensions
"$npm" install --omit=dev --ignore-scripts --no-package-lock
