"""``Run`` as a training script sees it: standard library only, so that it works on interpreters that do not have this package.

Source: ``azureml.core.run.Run`` (names, parameters and behaviour). Offline runs differ on purpose: they are recorded in the nearest workspace.
"""

import os

from ..errors import RunEnvironmentError
from ..runfiles.paths import RunPaths
from .artifacts import looks_of
from .lazy import endings, model, offline, printed_run, script_data
from .metric_reading import MetricReading
from .run_base import submitted_folder
from .surroundings import ExperimentFacts, Refused, needs_package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Optional, Tuple

    from ..runfiles.files import Json
    from .endings import Outcome

_contexts: "Dict[Tuple[type, Optional[str]], Any]" = {}


class RunContext(MetricReading):
    """One training run, from inside the script: metrics, files, tags, children, and how it ends.

    Get the run of the current process with :meth:`get_context`. A run is safe to use from several threads and from forked processes.
    """

    def __init__(self, paths: "RunPaths", spec: "Optional[Json]" = None) -> None:
        super().__init__(paths, spec)
        self._outputs = None  # type: Optional[str]
        self._before = {}  # type: Dict[str, Any]

    @classmethod
    def get_context(cls, allow_offline: bool = True, used_for_context_manager: bool = False, **_kwargs: "Any") -> "Any":
        """Return the run of this process; calling it again returns the same object.

        In a submitted script it is the submitted run. In a script started by hand it is an offline run, recorded in the nearest workspace
        (``AML_WORKSPACE``, else the nearest folder above the current one that has ``.aml``) and ended when the interpreter leaves. Where there is no
        workspace, nothing is written and the calls print a line.

        Parameters
        ----------
        allow_offline
            False: raise where the script was not submitted.
        used_for_context_manager
            Kept for the SDK's signature.

        Raises
        ------
        RunEnvironmentError
            The script was not submitted and ``allow_offline`` is False, or its run folder is gone.
        """
        folder = submitted_folder()
        if folder is None and not allow_offline:
            raise RunEnvironmentError(
                "This process does not belong to a submitted run.", "Submit the script, or call Run.get_context() to allow an offline run."
            )
        key = (cls, folder)
        if key not in _contexts:
            _contexts[key] = cls._submitted(folder) if folder else cls._offline()
        return _contexts[key]

    @classmethod
    def get_submitted_run(cls, **_kwargs: "Any") -> "Any":
        """Return the submitted run of this process; raise RunEnvironmentError if there is none."""
        return cls.get_context(allow_offline=False)

    @classmethod
    def _submitted(cls, folder: str) -> "Any":
        paths = RunPaths(folder)
        if not os.path.isdir(folder):
            raise RunEnvironmentError("AML_RUN_DIR is {!r}, and there is no such folder.".format(folder), "Was the run deleted?")
        return cls._open(paths)

    @classmethod
    def _offline(cls) -> "Any":
        paths = offline.record_offline_run()
        if paths is not None:
            return cls._open(paths)
        return printed_run.PrintedRun()

    @property
    def experiment(self) -> "Any":
        """The experiment, with its ``name`` and the names of its ``workspace``."""
        return ExperimentFacts(str(self._readable_spec.get("experiment", "")), self.paths.workspace)

    def register_model(
        self,
        model_name: str,
        model_path: "Optional[str]" = None,
        tags: "Optional[Dict[str, Any]]" = None,
        properties: "Optional[Dict[str, Any]]" = None,
        model_framework: "Optional[str]" = None,
        model_framework_version: "Optional[str]" = None,
        description: "Optional[str]" = None,
        datasets: "Any" = None,
        sample_input_dataset: "Any" = None,
        sample_output_dataset: "Any" = None,
        resource_configuration: "Any" = None,
        **_sdk: "Any",
    ) -> "Any":
        """Keep a file or a folder of the run's artifacts as a new version of a model, made by this run, and return it.

        Parameters
        ----------
        model_name
            Versions of a name count from 1.
        model_path
            The artifact, such as ``outputs/model.pkl``, or the folder ``outputs/model``; by default it is called like the model.
        datasets
            Pairs of a purpose and a dataset: what it was made from, beside the inputs of the run.

        Raises
        ------
        NotFoundError
            The run has no such artifact; the nearest names are suggested.
        UserError
            The name is not allowed.
        """
        labels = {"tags": tags, "properties": properties, "description": description}
        return model.Model.register_of_run(
            self,
            model_name,
            model_path,
            labels,
            datasets,
            model_framework=model_framework,
            model_framework_version=model_framework_version,
            sample_input_dataset=sample_input_dataset,
            sample_output_dataset=sample_output_dataset,
            resource_configuration=resource_configuration,
        )

    @property
    def input_datasets(self) -> "Any":
        """The inputs of the run, by name: the path of files, an object with ``to_pandas_dataframe()`` for a table."""
        return script_data.inputs_of(self._attempt(), self._is_submitted)

    @property
    def output_datasets(self) -> "Any":
        """The folders of the outputs of the run, by name."""
        return script_data.outputs_of(self._attempt())

    def __repr__(self) -> str:
        """Return ``Run(Experiment: train, Id: train_17..., Type: azureml.scriptrun, Status: Running)``."""
        return "Run(Experiment: {}, Id: {}, Type: {}, Status: {})".format(self._readable_spec.get("experiment"), self.id, self.type, self.status)

    def __enter__(self) -> "Any":
        return self

    def __exit__(self, kind: object, error: "Optional[BaseException]", trace: object) -> None:
        """End the run as the block ended: Completed, or Failed with the exception, which goes on."""
        if self._is_ended():
            return
        outcome = endings.outcome_of(error)
        if outcome.status == "Failed":
            self.fail(error)
        elif outcome.status == "Canceled":
            self.cancel()
        else:
            self.complete()

    def _end(self, outcome: "Outcome") -> None:
        outputs, self._outputs = self._outputs, None
        if outputs and os.path.isdir(outputs):
            self._upload_new("outputs", outputs, self._before)
        super()._end(outcome)

    def _watch_outputs(self, folder: str) -> None:
        """Take what appears or changes in a folder from now on for outputs of the run, when it ends."""
        self._outputs, self._before = os.path.abspath(folder), looks_of(folder)


_METHODS = (
    "clean get_all_logs get_details get_details_with_logs get_environment get_portal_url get_secret get_secrets get_snapshot_id "
    "restore_snapshot submit_child take_snapshot wait_for_completion"
)
_VALUES = "number"

for _name in _METHODS.split():
    setattr(RunContext, _name, Refused(needs_package("run.{}()".format(_name))))
for _name in _VALUES.split():
    setattr(RunContext, _name, Refused(needs_package("run.{}".format(_name)), value=True))

Run = RunContext  # its name where the full package is absent
