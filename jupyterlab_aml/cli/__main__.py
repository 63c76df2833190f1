"""``python -m jupyterlab_aml.cli`` is ``aml``."""

import sys

from jupyterlab_aml.cli.door import run

sys.exit(run(sys.argv[1:], "aml"))
