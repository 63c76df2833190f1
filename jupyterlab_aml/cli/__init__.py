"""The terminal's door: ``aml ...``, also ``jupyter aml ...``. The same grammar serves ``%aml`` in a notebook.

Importing this package costs little more than importing click: command modules are imported when they are named, the workspace when a command
needs it, rich when a table goes to a terminal.
"""

import os
import sys

from jupyterlab_aml.cli.door import run


def main() -> None:
    """Run the command line of this process and exit with its status."""
    jupyter = os.path.basename(sys.argv[0]).startswith("jupyter-")
    sys.exit(run(sys.argv[1:], "jupyter aml" if jupyter else "aml"))
