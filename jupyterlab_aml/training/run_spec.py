"""What one run is, decided to the last detail: the only thing that ``Experiment.submit`` knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

SCRIPT_RUN = "azureml.scriptrun"
GRACE_S = 10.0
DAY_S = 86400
MAX_DURATION_S = 30 * DAY_S


@dataclass(frozen=True)
class RunSpec:
    """A checked description of one run, before it has an id.

    Attributes
    ----------
    type : str
        Azure ML's word for the kind of run.
    source_directory : str or None
        Absolute path of the folder that is sent along; None for a command that needs no code.
    script : str or None
        Path of the script inside that folder; None if there is a command.
    command : tuple of str or None
        The full command; None if there is a script.
    arguments : tuple of str
        Arguments of the script.
    compute : str or None
        Name of the compute target; None for the default of the workspace.
    environment_variables : Mapping
        Given by the user; the values are secrets.
    timeout_s : float or None
        The run is ended after so many seconds; None for never.
    grace_s : float
        Seconds between the polite and the hard end.
    python : str or None
        Path of the interpreter; None for the one that submits.
    allow_large_snapshot : bool
        Overrules the limits of a snapshot.
    extra_files : Mapping
        Files put into the snapshot that are not in the folder (the code of a notebook cell).
    environment : Mapping or None
        What the interpreter must have, as ``docs/run-folder.md`` describes it; None for an interpreter as it is, unless that is registered.
    accepts : tuple of str
        Requirements. On this machine the interpreter that submits is taken instead of ``environment`` if it has all of them, with a warning; never if
        there are none.
    distribution : Mapping or None
        Which processes make up the run, as ``docs/run-folder.md`` describes it; None for one.
    nodes : int
        How many machines of the compute target it takes.
    inputs, outputs : Mapping
        Data by name, as ``docs/run-folder.md`` describes it; in arguments and command ``${{inputs.NAME}}`` and ``${{outputs.NAME}}`` stand for their
        paths.
    warnings : tuple of str
        What does not happen as the description says; shown with the run.
    snapshot : str or None
        A snapshot that the workspace has, sent instead of the folder: a run that is submitted again.
    """

    type: str = SCRIPT_RUN
    source_directory: str | None = None
    script: str | None = None
    command: tuple[str, ...] | None = None
    arguments: tuple[str, ...] = ()
    compute: str | None = None
    environment_variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout_s: float | None = None
    grace_s: float = GRACE_S
    python: str | None = None
    display_name: str | None = None
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    allow_large_snapshot: bool = False
    extra_files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    environment: Mapping[str, Any] | None = None
    accepts: tuple[str, ...] = ()
    distribution: Mapping[str, Any] | None = None
    nodes: int = 1
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    snapshot: str | None = None


class Submittable(Protocol):
    """Anything that ``Experiment.submit`` takes."""

    def to_run_spec(self) -> RunSpec:
        """Check everything that can be checked here and say what is to run."""
        ...
