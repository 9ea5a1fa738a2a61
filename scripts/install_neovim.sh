#!/bin/sh
# The language server is tested with Neovim's own client.
set -eu

if command -v nvim >/dev/null 2>&1; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need Neovim. Install it, on Debian with: apt-get install neovim" >&2
  exit 2
fi
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends neovim
