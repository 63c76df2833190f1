"""Named steps at which tests can kill the process: ``AML_FAULTS="submit.renamed runner.claimed@0.2"``.

Without the variable, :func:`step` costs one comparison.
"""

import os

_FAULTS = dict((name, float(chance or 1)) for name, _, chance in (item.partition("@") for item in os.environ.get("AML_FAULTS", "").split()))


def step(name: str) -> None:
    """Die here by SIGKILL if ``AML_FAULTS`` names this step."""
    if _FAULTS:
        _step(name)


def _step(name: str) -> None:
    import random
    import signal

    if random.random() < _FAULTS.get(name, _FAULTS.get("*", 0)):
        os.kill(os.getpid(), signal.SIGKILL)
