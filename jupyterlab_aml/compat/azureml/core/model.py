"""``from azureml.core.model import Model``."""

from jupyterlab_aml.runner.model import Model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


__all__ = ["Model"]


def __getattr__(name: str) -> "Any":
    from jupyterlab_aml.compat.missing import no_attribute

    return no_attribute(__name__, name)
