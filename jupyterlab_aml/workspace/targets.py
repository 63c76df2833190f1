"""The compute targets of a workspace, as clients see them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.compute.registry import find_kind
from jupyterlab_aml.compute.target_file import TargetFile, read_target_files
from jupyterlab_aml.errors import NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import names

from . import target_changes
from .defaults import default_compute
from .locate import notice
from .occupancy import Occupancy, occupancy
from .record import iso

if TYPE_CHECKING:
    from typing_extensions import Self

    from .workspace import Workspace

# Named outside the class, where ``list`` is the SDK's method.
Targets = list["ComputeTarget"]
Facts = list[dict[str, Any]]


class TargetStatus(str):
    """The state of a compute target: a word, with everything that was known about the target then.

    Notes
    -----
    Source: ``azureml.core.compute.amlcompute.AmlComputeStatus``.
    """

    __slots__ = ("_facts",)
    _facts: dict[str, Any]

    def __new__(cls, facts: dict[str, Any]) -> "Self":
        """Take what :meth:`ComputeTarget.to_dict` says."""
        status = super().__new__(cls, facts["state"])
        status._facts = facts
        return status

    def serialize(self) -> dict[str, Any]:
        """Return what :meth:`ComputeTarget.to_dict` said."""
        return dict(self._facts)


class ComputeTarget:
    """Where runs execute.

    What it says is what its file said when it was found, changed or refreshed last.

    Parameters
    ----------
    workspace : Workspace
        Where it is kept.
    name : str
        Name of an existing target.

    Raises
    ------
    NotFoundError
        There is none of this name; the hint names the nearest.

    Notes
    -----
    Source: ``azureml.core.compute.ComputeTarget``. ``update``, ``start`` and ``stop`` are ours.
    """

    def __init__(self, workspace: "Workspace", name: str) -> None:
        self._workspace = workspace
        self._file = target_changes.find(workspace, name)

    @classmethod
    def _of(cls, workspace: "Workspace", file: TargetFile) -> "ComputeTarget":
        target = cls.__new__(cls)
        target._workspace, target._file = workspace, file  # noqa: SLF001 a second constructor
        return target

    def __repr__(self) -> str:
        return f"ComputeTarget(name={self.name!r}, type={self.type!r}, slots={self.slots})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComputeTarget) and (self.workspace, self.name) == (other.workspace, other.name)

    def __hash__(self) -> int:
        return hash((self.workspace, self.name))

    # -- making one

    @staticmethod
    def create(workspace: "Workspace", name: str, provisioning_configuration: Any) -> "ComputeTarget":
        """Make a compute target that comes to be with its description; it can be used at once.

        Parameters
        ----------
        workspace : Workspace
            Where it is kept.
        name : str
            2 to 24 letters, digits and ``-``, beginning with a letter and not ending with ``-``.
        provisioning_configuration : ProvisioningConfiguration
            Anything with ``type`` and ``settings``, such as ``LocalCompute.provisioning_configuration(slots=2)``.

        Raises
        ------
        UserError
            The name or a setting is not allowed; all settings that are not are named.
        ConflictError
            There is one of this name.
        """
        return _made(workspace, name, provisioning_configuration, "create")

    @staticmethod
    def attach(workspace: "Workspace", name: str, attach_configuration: Any) -> "ComputeTarget":
        """Make a compute target of something that exists elsewhere; see :meth:`create`."""
        return _made(workspace, name, attach_configuration, "attach")

    @staticmethod
    def list(workspace: "Workspace") -> Targets:
        """Return all compute targets by name, also those that cannot be used."""
        return [*read_targets(workspace).values()]

    # -- what is known about it

    @property
    def workspace(self) -> "Workspace":
        """The workspace it is in."""
        return self._workspace

    @property
    def name(self) -> str:
        """Name of the target; ``local`` is the machine of the workspace."""
        return self._file.name

    @property
    def type(self) -> str:
        """The kind of target; empty if its file is damaged."""
        return self._file.type

    @property
    def slots(self) -> int:
        """How many runs execute at once; 0 if its file is damaged."""
        return self._file.slots

    @property
    def settings(self) -> dict[str, Any]:
        """What is set, by the names of its kind."""
        return dict(self._file.settings)

    @property
    def stopped(self) -> bool:
        """Whether nothing is started there until :meth:`start`."""
        return self._file.stopped

    @property
    def problem(self) -> str | None:
        """Why it cannot be used: its file is damaged, or no installed package has its kind; None if it can."""
        if self._file.problem:
            return self._file.problem
        try:
            find_kind(self.type)
        except NotFoundError as error:
            return str(error)
        return None

    @property
    def provisioning_state(self) -> str:
        """``Succeeded``, or ``Failed`` if it cannot be used: a target of the embedded workspace needs no provisioning."""
        return "Failed" if self.problem else "Succeeded"

    @property
    def provisioning_errors(self) -> Facts:
        """Why it cannot be used, as ``[{"error": {"message"}}]``; empty if it can."""
        return [{"error": {"message": self.problem}}] if self.problem else []

    def to_dict(self) -> dict[str, Any]:
        """Return what is known now.

        Returns
        -------
        dict
            ``name``, ``type``, ``slots``; ``used`` and ``queued`` (how many runs); ``state`` (``idle``, ``busy``, ``stopped`` or ``unusable``);
            ``settings``; ``default`` (whether runs that name no target come here); ``created`` (ISO 8601 or None); ``problem`` (text or None).
        """
        there = occupancy(self.workspace).get(self.name, Occupancy())
        return self._facts(there, _default_or_none(self.workspace))

    def serialize(self) -> dict[str, Any]:
        """Return the same as :meth:`to_dict`."""
        return self.to_dict()

    def _facts(self, there: Occupancy, default: str | None) -> dict[str, Any]:
        problem = self.problem
        return {
            "name": self.name,
            "type": self.type,
            "slots": self.slots,
            "used": len(there.started),
            "queued": len(there.queued),
            "state": "unusable" if problem else "stopped" if self.stopped else "busy" if there.started else "idle",
            "settings": self.settings,
            "default": self.name == default,
            "created": iso(self._file.created),
            "problem": problem,
        }

    def refresh_state(self) -> None:
        """Read its file again.

        Raises
        ------
        NotFoundError
            It was deleted.
        """
        self._file = target_changes.find(self.workspace, self.name)

    def get_status(self) -> TargetStatus:
        """Return its state now: ``idle``, ``busy``, ``stopped`` or ``unusable``; ``serialize()`` of it is :meth:`to_dict`."""
        self.refresh_state()
        return TargetStatus(self.to_dict())

    def wait_for_completion(
        self,
        show_output: bool = False,
        is_delete_operation: bool = False,
        *,
        min_node_count: int | None = None,
        timeout_in_minutes: float | None = None,
    ) -> None:
        """Return at once: a target is there as soon as it is created, and gone as soon as it is deleted.

        Parameters
        ----------
        show_output : bool
            Say that it is there.
        is_delete_operation : bool
            Wait until it is gone.
        min_node_count, timeout_in_minutes : optional
            Taken from notebooks that wait for clusters; there is nothing to wait for.

        Raises
        ------
        WorkspaceError
            It cannot be used.
        """
        if is_delete_operation:
            return
        self.refresh_state()
        self.check_usable()
        if show_output:
            notice(f"The compute target {self.name!r} is there: {self.get_status()}.")

    def check_usable(self) -> None:
        """Raise WorkspaceError if no run can be submitted to it."""
        if self.problem:
            mend = target_changes.mend(self.workspace, self._file) if self._file.problem else "Install the package that brings this kind."
            raise WorkspaceError(f"The compute target {self.name!r} cannot be used: {self.problem.rstrip('.')}.", mend)

    # -- changing it

    def update(self, /, **settings: Any) -> None:
        """Change settings: ``target.update(slots=4)``. A running agent takes them up at once.

        Raises
        ------
        UserError
            A setting is not allowed; all that are not are named, and nothing is changed.
        """
        self._file = target_changes.configure(self.workspace, self.name, settings)
        self._tell()

    def stop(self) -> None:
        """Start no more runs there. What runs goes on; what is queued waits for :meth:`start`."""
        self._file = target_changes.set_stopped(self.workspace, self.name, stopped=True)
        self._tell()

    def start(self) -> None:
        """Start runs there again; those that are queued start at once."""
        self._file = target_changes.set_stopped(self.workspace, self.name, stopped=False)
        self._tell()

    def delete(self) -> None:
        """Remove the target from the workspace. Runs that ended there keep its name.

        Raises
        ------
        ConflictError
            Runs have not ended there, or it is ``local``.
        """
        target_changes.remove(self.workspace, self.name)
        self.workspace.agent.wake()

    def detach(self) -> None:
        """Remove the target from the workspace, as :meth:`delete` does; the machine behind it stays as it is."""
        self.delete()

    def _tell(self) -> None:
        """Have the agent look at the targets now; start one if there is anything that it could do."""
        if names(self.workspace.paths.active):
            self.workspace.agent.ensure()
        else:
            self.workspace.agent.wake()


def read_targets(workspace: "Workspace") -> dict[str, ComputeTarget]:
    """Read all compute targets, by name; a damaged one has a ``problem``."""
    return {name: ComputeTarget._of(workspace, file) for name, file in read_target_files(workspace.paths).items()}  # noqa: SLF001 a second constructor


def describe_targets(workspace: "Workspace") -> Facts:
    """Return :meth:`ComputeTarget.to_dict` of all targets, with one look at the unfinished runs for all of them."""
    there, default = occupancy(workspace), _default_or_none(workspace)
    return [target._facts(there.get(name, Occupancy()), default) for name, target in read_targets(workspace).items()]  # noqa: SLF001 ours


def default_target(workspace: "Workspace") -> ComputeTarget:
    """Return the compute target of runs that name none.

    Raises
    ------
    NotFoundError
        The one that was chosen is gone.
    """
    name = default_compute(workspace)
    try:
        return ComputeTarget(workspace, name)
    except NotFoundError as error:
        raise NotFoundError(
            f"The default compute target {name!r} is gone.",
            "Choose another: `aml compute set-default NAME`; or name one for this run. The workspace has: {}.".format(
                ", ".join(error.details["known"]) or "none"
            ),
            **error.details,
        ) from None


def add_target(workspace: "Workspace", name: str, kind: str, settings: Mapping[str, Any]) -> ComputeTarget:
    """Make a compute target of any kind, whether it is created or attached."""
    made = ComputeTarget._of(workspace, target_changes.add(workspace, name, kind, settings))  # noqa: SLF001 a second constructor
    workspace.agent.wake()
    return made


def _made(workspace: "Workspace", name: str, configuration: Any, action: str) -> ComputeTarget:
    kind, settings = getattr(configuration, "type", None), getattr(configuration, "settings", None)
    if not isinstance(kind, str) or not isinstance(settings, Mapping):
        raise UserError(
            f"The configuration of the compute target {name!r} is a {type(configuration).__name__}; it needs a type and settings.",
            "Use LocalCompute.provisioning_configuration(slots=2).",
        )
    needed = find_kind(kind).action
    if needed != action:
        raise UserError(f"A compute target of type {kind!r} cannot be made with {action}.", f"Use ComputeTarget.{needed}(workspace, name, ...).")
    return add_target(workspace, name, kind, settings)


def _default_or_none(workspace: "Workspace") -> str | None:
    try:
        return default_compute(workspace)
    except WorkspaceError:  # told to whoever submits without naming a target
        return None
