#!/usr/bin/env bash
# Open MPI and Java for the tests of distributed runs, podman for that of containers: where they are missing and the system's packages have them.
set -euo pipefail

missing=()
command -v mpirun >/dev/null || missing+=(openmpi-bin)
command -v java >/dev/null || missing+=(default-jre-headless)
command -v podman >/dev/null || missing+=(podman)
command -v runc >/dev/null || missing+=(runc)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests that need them are skipped. On Debian and Ubuntu: sudo apt-get install ${missing[*]}" >&2
  exit 0
fi
echo "Installing ${missing[*]} ..."
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=400 update -qq
apt-get -o DPkg::Lock::Timeout=400 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
