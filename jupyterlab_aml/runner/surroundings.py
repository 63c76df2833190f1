"""The experiment and the workspace of a run, as far as a script without the full package can know them."""

import os

from ..errors import RunEnvironmentError
from .lazy import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict

    from ..errors import AmlError
    from ..runfiles.paths import WorkspacePaths

HINT = "Install jupyterlab_aml on this interpreter, or do it in the notebook that submits the run."


def needs_package(what: str) -> RunEnvironmentError:
    """Return the error for something that only the full package can do."""
    return RunEnvironmentError("{} needs the jupyterlab_aml package on this interpreter.".format(what), HINT)


class Refused:
    """A method (or with ``value`` an attribute) of the SDK that says why it is not here, when it is used.

    This is not left to ``__getattr__``: a class that has one pays for it at every attribute, and ``run.log`` is called often.
    """

    def __init__(self, error: "AmlError", value: bool = False) -> None:
        self._error = error
        self._value = value

    def __get__(self, run: "Any", owner: type) -> "Any":
        return self._refuse() if self._value and run is not None else self._refuse

    def _refuse(self, *_args: "Any", **_kwargs: "Any") -> "Any":
        raise self._error


class Absent:
    """Stands for a class of the full package where a script imports it: only its use is refused.

    Scripts import classes that they use outside of runs only, as in ``Workspace.from_config() if offline else run.experiment.workspace``.
    """

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self, *_args: "Any", **_kwargs: "Any") -> "Any":
        raise needs_package(self.__name__)

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        raise needs_package("{}.{}".format(self.__name__, name))


class WorkspaceFacts:
    """The names of the workspace a run belongs to."""

    def __init__(self, paths: "WorkspacePaths") -> None:
        try:
            known = files.read_json(paths.config) or {}
        except files.Damaged:
            known = {}
        self._paths = paths
        self.name = str(known.get("name") or os.environ.get("AZUREML_ARM_WORKSPACE_NAME", ""))
        self.subscription_id = str(known.get("subscription_id") or os.environ.get("AZUREML_ARM_SUBSCRIPTION", "local"))
        self.resource_group = str(known.get("resource_group") or os.environ.get("AZUREML_ARM_RESOURCEGROUP", "local"))
        self.location = str(known.get("location") or "local")

    def __repr__(self) -> str:
        return "Workspace(name={!r}, subscription_id={!r}, resource_group={!r})".format(self.name, self.subscription_id, self.resource_group)

    def get_details(self) -> "Dict[str, str]":
        """Return the names as a dictionary."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    @property
    def paths(self) -> "WorkspacePaths":
        """Where it is; what is kept in it, such as models, is found from there."""
        return self._paths

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        raise needs_package("workspace.{}".format(name))


class ExperimentFacts:
    """The experiment a run belongs to."""

    def __init__(self, name: str, paths: "WorkspacePaths") -> None:
        self.name = name
        self.workspace = WorkspaceFacts(paths)

    def __repr__(self) -> str:
        return "Experiment(name={!r}, workspace={!r})".format(self.name, self.workspace.name)

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        raise needs_package("experiment.{}".format(name))
