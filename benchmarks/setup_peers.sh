#!/usr/bin/env bash
# The libraries that run.log is compared with, in a throw-away environment of their own: benchmarks/.peers
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-../.venv/bin/python}
[ -e .peers/complete-with-plotly ] && exit 0
echo "Installing MLflow, trackio and plotly into benchmarks/.peers, to compare with ..."
"$python" -m venv .peers
.peers/bin/python -m pip install --quiet --quiet --no-input --disable-pip-version-check mlflow trackio plotly anywidget
touch .peers/complete-with-plotly
