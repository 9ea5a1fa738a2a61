#!/bin/sh
# The language server is tested with Emacs' client, eglot, which Emacs 29 brings along.
set -eu

has_eglot() {
  command -v emacs >/dev/null 2>&1 && emacs --batch --no-init-file --eval "(require 'eglot)" >/dev/null 2>&1
}

if has_eglot; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need Emacs with eglot. Install it, on Debian with: apt-get install emacs-nox elpa-eglot" >&2
  exit 2
fi
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends emacs-nox
has_eglot || DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends elpa-eglot
