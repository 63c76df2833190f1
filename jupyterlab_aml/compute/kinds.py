"""A kind of compute target: what it is called, what can be set, and who drives it.

The settings and the driver are named, not imported: the agent needs the driver only, and must not pay for the library that checks settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.paths import WorkspacePaths

if TYPE_CHECKING:
    from jupyterlab_aml.compute.base import ComputeDriver
    from jupyterlab_aml.compute.settings import TargetSettings

    Settings = type[TargetSettings]  # named outside the class, where ``type`` is a field


@dataclass(frozen=True)
class ComputeKind:
    """One kind of compute target.

    Attributes
    ----------
    type : str
        The word in files, commands and ``provisioning_configuration``.
    title, description : str
        What dialogs and help say of it.
    action : str
        ``create`` for a target that comes to be with its file, ``attach`` for one that exists elsewhere.
    settings_at : str
        ``module:Class`` of its settings, a :class:`~jupyterlab_aml.compute.settings.TargetSettings`.
    driver_at : str
        ``module:Class`` of its :class:`~jupyterlab_aml.compute.base.ComputeDriver`; it is called with the paths of the workspace.
    """

    type: str
    title: str
    description: str
    action: Literal["create", "attach"]
    settings_at: str
    driver_at: str

    @property
    def settings(self) -> "Settings":
        """The class that describes and checks the settings."""
        found: Settings = _load(self.settings_at)
        return found

    def make_driver(self, paths: WorkspacePaths) -> "ComputeDriver":
        """Return a driver for the targets of this kind in one workspace."""
        driver: ComputeDriver = _load(self.driver_at)(paths)
        return driver

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the settings: dialogs and help are made from it."""
        return {**self.settings.model_json_schema(), "title": self.title, "description": self.description}

    def to_dict(self) -> dict[str, Any]:
        """Return ``{"type", "title", "description", "action", "schema"}``."""
        return {"type": self.type, "title": self.title, "description": self.description, "action": self.action, "schema": self.schema()}

    def check(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings as they are stored, with defaults.

        Raises
        ------
        UserError
            Some do not fit; the message and ``details["problems"]`` name every one of them.
        """
        checked, problems = self.settings.read(values)
        if problems:
            raise UserError(
                f"These settings do not fit a compute target of type {self.type!r}: " + "; ".join(each["message"] for each in problems) + ".",
                "'aml compute kinds' shows what each type takes.",
                problems=problems,
            )
        return checked


def _load(where: str) -> Any:
    module, _, attribute = where.partition(":")
    return getattr(import_module(module), attribute)
