"""``python -m jupyterlab_aml.runner RUN_FOLDER [ATTEMPT]``: run one attempt here, in the foreground."""

import sys

from .forkserver import run


def main() -> int:
    """Return 0 if this process ran the attempt, 3 if it was claimed already."""
    folder = sys.argv[1]
    attempt = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    return 0 if run(folder, attempt) else 3


if __name__ == "__main__":
    sys.exit(main())
