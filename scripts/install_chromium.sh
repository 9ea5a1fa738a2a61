#!/bin/sh
# The browser tests drive Debian's own Chromium.
set -eu

if command -v chromium >/dev/null 2>&1; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The browser tests need Chromium. Install it, on Debian with: apt-get install chromium" >&2
  exit 2
fi
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium
