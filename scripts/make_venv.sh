#!/usr/bin/env bash
# make_venv.sh PYTHON FOLDER: a virtual environment, on Debian also where python3-venv is not there yet.
set -euo pipefail
python=$1 folder=$2

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

command -v "$python" >/dev/null || stop "There is no $python here. Name an interpreter: make PYTHON=/path/to/python3.11 demo"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
  stop "jupyterlab_aml needs Python 3.10 or newer and $python is $version. Name another: make PYTHON=python3.11 demo"

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  package=python$version-venv
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    stop "$python cannot make virtual environments: its module 'ensurepip' is missing." \
      "On Debian and Ubuntu it comes with: sudo apt-get install $package"
  fi
  echo "Installing $package ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$package" >/dev/null
fi

echo "Making $folder with Python $version ..."
"$python" -m venv "$folder"
