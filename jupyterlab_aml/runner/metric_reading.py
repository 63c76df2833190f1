"""Reading back what was logged."""

from .children import Children
from .lazy import metrics, warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, List, Optional

    from ..runfiles.files import Json


class MetricReading(Children):
    """Metrics of a run and of everything below it."""

    def get_metrics(
        self, name: "Optional[str]" = None, recursive: bool = False, run_type: "Optional[str]" = None, populate: bool = False
    ) -> "Dict[str, Any]":
        """Return what was logged, by all writers so far.

        Parameters
        ----------
        name
            Only this metric.
        recursive
            Return ``{run id: metrics}`` of this run and everything below it.
        run_type
            With ``recursive``: only runs of this type.
        populate
            Kept for the SDK's signature; values are always complete.

        Returns
        -------
        dict
            A number logged once is a number, logged again a list; a row is ``{column: value}``, then ``{column: [values]}``.
        """
        if not recursive:
            problems = []  # type: List[str]
            found = metrics.collect(record for record in self._metric_records(problems) if name is None or record["n"] == name)
            self._tell_hidden(problems)
            return found
        runs = [self] + list(self._descendants())
        return {run.id: run.get_metrics(name) for run in runs if run_type is None or run.type == run_type}

    def _metric_records(self, problems: "List[str]") -> "Iterable[Json]":
        return metrics.read_metrics(self._attempt(), problems)

    def _tell_hidden(self, problems: "List[str]") -> None:
        hidden = [problem for problem in problems if "cannot be read" in problem]  # not for a line that was cut short
        if hidden:
            warnings.warn("Metrics of run {} are left out: {}.".format(self.id, "; ".join(hidden)), RuntimeWarning, stacklevel=3)
