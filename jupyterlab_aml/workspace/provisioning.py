"""What ``ComputeTarget.create`` and ``attach`` take: the type of a target and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ProvisioningConfiguration:
    """The settings of a compute target that is to be made; they are checked when it is.

    Attributes
    ----------
    type : str
        The kind of compute target, such as ``local``.
    settings : Mapping
        What that kind takes; what is left out has its default.
    """

    type: str
    settings: Mapping[str, Any] = field(default_factory=dict)


class LocalCompute:
    """The kind ``local``: runs execute as processes on the machine of the workspace."""

    @staticmethod
    def provisioning_configuration(slots: int | None = None) -> ProvisioningConfiguration:
        """Return what ``ComputeTarget.create`` takes.

        Parameters
        ----------
        slots : int, optional
            How many runs execute at once; by default one for each core of this machine.
        """
        return ProvisioningConfiguration("local", {} if slots is None else {"slots": slots})
