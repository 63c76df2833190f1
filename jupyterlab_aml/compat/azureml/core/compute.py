"""``from azureml.core.compute import ComputeTarget``; Azure's own kinds of compute are not here."""

from jupyterlab_aml import ComputeTarget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


__all__ = ["ComputeTarget"]


def __getattr__(name: str) -> "Any":
    from jupyterlab_aml.compat.missing import no_attribute

    return no_attribute(__name__, name)
