#!/usr/bin/env bash
# A Chromium for the tests of the user interface, where there is none and it can be had from the system's packages.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "There is no Chromium here, so the tests of the user interface are skipped. On Debian and Ubuntu: sudo apt-get install chromium" >&2
  exit 0
fi
echo "Installing chromium ..."
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=400 update -qq
apt-get -o DPkg::Lock::Timeout=400 install -y -qq --no-install-recommends chromium >/dev/null
