"""ResourceConfiguration: what a model asks for where it is served."""

import numbers
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.errors import UserError


class ResourceConfiguration:
    """Processors, memory and GPUs that a model asks for where it is served; kept with the model.

    Notes
    -----
    Source: ``azureml.core.resource_configuration.ResourceConfiguration``.
    """

    def __init__(self, cpu: float | None = None, memory_in_gb: float | None = None, gpu: int | None = None) -> None:
        for name, value in (("cpu", cpu), ("memory_in_gb", memory_in_gb), ("gpu", gpu)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, numbers.Real) or value < 0):
                raise UserError(f"{name} is {value!r}, allowed is a number from 0 up.", field=name)
        self.cpu = cpu
        self.memory_in_gb = memory_in_gb
        self.gpu = gpu

    def __repr__(self) -> str:
        return f"ResourceConfiguration(cpu={self.cpu!r}, memory_in_gb={self.memory_in_gb!r}, gpu={self.gpu!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ResourceConfiguration) and self.serialize() == other.serialize()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def serialize(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"cpu": self.cpu, "memoryInGB": self.memory_in_gb, "gpu": self.gpu}

    @staticmethod
    def deserialize(payload_obj: Mapping[str, Any] | None) -> "ResourceConfiguration | None":
        """Return what :meth:`serialize` told; None for None."""
        if payload_obj is None:
            return None
        return ResourceConfiguration(payload_obj.get("cpu"), payload_obj.get("memoryInGB"), payload_obj.get("gpu"))
