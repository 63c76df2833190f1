"""Every error the package raises on purpose.

::

    AmlError                      code                    exit status of `aml`
    ├── UserError                 UserError               2
    │   ├── NotFoundError         NotFound                3
    │   ├── ConflictError         Conflict                4
    │   └── SnapshotError         SnapshotTooLarge        2
    ├── WorkspaceError            WorkspaceError          5
    │   └── AgentError            AgentError              5
    ├── RunEnvironmentError       RunEnvironment          2
    ├── EnvironmentBuildError     EnvironmentBuildError   1
    └── ActivityFailedError       ActivityFailed          1

An error says what happened with the value, what was allowed, and in ``hint`` what mends it. Each door (terminal, notebook, HTTP) translates them in
one place. Source of the names with an ``Exception`` suffix in the SDK: ``azureml.exceptions`` (kept as aliases below).
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict


class AmlError(Exception):
    """Base of all errors.

    Attributes
    ----------
    message : str
        What was wrong, with the value.
    hint : str
        What mends it; may be empty.
    details : dict
        Facts for programs, JSON-serialisable.
    """

    code = "AmlError"
    exit_status = 1

    def __init__(self, message: str, hint: str = "", **details: "Any") -> None:
        super().__init__(message)
        self.message = str(message)
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return "{} {}".format(self.message, self.hint).strip()

    def to_dict(self) -> "Dict[str, Any]":
        """Return ``{"code", "message", "hint", "details"}``."""
        return {"code": self.code, "message": self.message, "hint": self.hint, "details": self.details}


class UserError(AmlError):
    """A value that is not allowed: a bad name, a missing script, a metric that is not a number."""

    code = "UserError"
    exit_status = 2


class NotFoundError(UserError):
    """Something named does not exist: a run, an experiment, a compute target, a file."""

    code = "NotFound"
    exit_status = 3


class ConflictError(UserError):
    """It exists already, or its state does not allow this: cancel of an ended run, change of a property."""

    code = "Conflict"
    exit_status = 4


class SnapshotError(UserError):
    """The source folder is over the limits of a snapshot."""

    code = "SnapshotTooLarge"


class WorkspaceError(AmlError):
    """The workspace folder cannot be read or written: permissions, full disk, foreign content."""

    code = "WorkspaceError"
    exit_status = 5


class AgentError(WorkspaceError):
    """The agent of the workspace cannot be started or does not answer."""

    code = "AgentError"


class RunEnvironmentError(AmlError):
    """``Run.get_context(allow_offline=False)`` outside a submitted run."""

    code = "RunEnvironment"
    exit_status = 2


class EnvironmentBuildError(AmlError):
    """An environment cannot be built: its packages contradict each other, do not exist, or cannot be fetched."""

    code = "EnvironmentBuildError"


class ActivityFailedError(AmlError):
    """A run that was waited for ended as Failed."""

    code = "ActivityFailed"


# The names people's notebooks catch (azureml.exceptions).
AzureMLException = AmlError
UserErrorException = DatasetTimestampMissingError = UserError
ExperimentExecutionException = ActivityFailedError
ActivityFailedException = ActivityFailedError
RunEnvironmentException = RunEnvironmentError
WorkspaceException = ProjectSystemException = WorkspaceError
ComputeTargetException = NotFoundError
SnapshotException = SnapshotError
