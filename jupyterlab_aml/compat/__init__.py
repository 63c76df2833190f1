"""``azureml.core`` for scripts and notebooks written for the Azure ML SDK.

This folder holds a portion of the ``azureml`` namespace. Submitted scripts have it on their path; everybody else asks for it with :func:`install`.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

_FOLDER = os.path.dirname(os.path.abspath(__file__))


def install() -> bool:
    """Make ``azureml.core`` importable in this process if no SDK is installed; tell whether it is ours.

    An SDK always wins, also one that is installed later: this portion is looked at last.
    """
    if _origin() is None and _FOLDER not in sys.path:
        sys.path.append(_FOLDER)
    if not (_origin() or "").startswith(_FOLDER + os.sep):
        return False
    import urllib.request  # noqa: F401 - the SDK loads it, and notebooks that say only `import urllib` use it

    from .missing import explain

    explain()
    return True


def _origin() -> "Optional[str]":
    """The file of ``azureml.core`` as an import would find it now."""
    from importlib.util import find_spec

    try:
        spec = find_spec("azureml.core")
    except ImportError:  # there is no azureml at all
        return None
    return spec.origin if spec else None
