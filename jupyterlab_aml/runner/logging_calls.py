"""The ``run.log*`` family, and ``run.progress``."""

import io
import os

from ..errors import RunEnvironmentError, UserError
from .artifacts import Artifacts
from .lazy import curves, image_names, metric_values, progress
from .metric_writer import check_name, cut
from .run_base import made_here

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Optional

    from ..runfiles.files import Json


class LoggingCalls(Artifacts):
    """Metrics of a run. When a call returns, the metric is in the run folder."""

    def log(self, name: str, value: "Any", description: str = "", step: "Optional[float]" = None) -> None:
        """Log one number or text under a name; logged again, the name becomes a series.

        Parameters
        ----------
        name
            1 to 255 characters.
        value
            An int, float, bool or str, or one of another library (numpy, torch, Decimal ...).
        description
            A text shown with the metric.
        step
            The position on the x axis; without it, the order of the calls.

        Raises
        ------
        UserError
            The value is not a number or text, or the name is not allowed.
        WorkspaceError
            It cannot be written: the disk is full, or the run was deleted.
        """
        if not self._metrics.number(name, value, description, step):
            self._put(name, None, metric_values.scalar(name, value), description, step)

    def log_list(self, name: str, value: "Any", description: str = "") -> None:
        """Log the items of any iterable, generators included."""
        self._put(name, "list", metric_values.scalars(name, value), description)

    def log_row(self, name: str, description: "Optional[str]" = None, **kwargs: "Any") -> None:
        """Log one row of named columns; rows of the same name make a table."""
        self._put(name, "row", metric_values.row(name, kwargs), description)

    def log_table(self, name: str, value: "Any", description: str = "") -> None:
        """Log a table: a dictionary of columns, each a scalar or a list; or a data frame."""
        self._put(name, "table", metric_values.table(name, value), description)

    def log_image(self, name: str, path: "Optional[str]" = None, plot: "Any" = None, description: str = "") -> None:
        """Keep an image as an artifact of the run and log its name.

        Parameters
        ----------
        path
            An image file, which is copied.
        plot
            ``matplotlib.pyplot`` or a figure: anything with ``savefig``. Exactly one of the two is needed.
        """
        check_name(name)
        if (path is None) == (plot is None):
            raise UserError("Image {!r} needs exactly one of path and plot.".format(name))
        if plot is None:
            source = path  # type: Any
        elif callable(getattr(plot, "savefig", None)):
            source = io.BytesIO()
            plot.savefig(source, format="png")
            source.seek(0)
        else:
            hint = "Give matplotlib.pyplot or a figure, or save it and give the path."
            raise UserError(
                "The plot of image {!r} cannot be {} {}: something with savefig() is needed.".format(name, type(plot).__name__, cut(plot)), hint
            )
        artifact = self._store_under_any(image_names.image_names(name, path), source)
        self._put(name, "image", artifact, description)

    def log_confusion_matrix(self, name: str, value: "Any", description: str = "") -> None:
        """Log a confusion matrix: a dictionary, JSON text or the path of a JSON file with ``schema_type`` ``confusion_matrix``."""
        self._put_document(name, "confusion_matrix", value, description)

    def log_accuracy_table(self, name: str, value: "Any", description: str = "") -> None:
        """Log the counts behind ROC, precision-recall, lift, gain and calibration curves (``schema_type`` ``accuracy_table``)."""
        self._put_document(name, "accuracy_table", value, description)

    def log_predictions(self, name: str, value: "Any", description: str = "") -> None:
        """Log predicted against true values in bins (``schema_type`` ``predictions``)."""
        self._put_document(name, "predictions", value, description)

    def log_residuals(self, name: str, value: "Any", description: str = "") -> None:
        """Log a histogram of residuals (``schema_type`` ``residuals``)."""
        self._put_document(name, "residuals", value, description)

    def progress(self, done: "Any", total: "Any", what: "Optional[str]" = None) -> None:
        """Tell how far the run is: ``run.progress(epoch, epochs, "training")``. The newest call is what is shown.

        It may be called in every round of a fast loop: no more than some ten calls a second are written, and the one that reaches ``total``. In a
        distributed run only the first rank tells; the calls of the others do nothing.

        Parameters
        ----------
        done
            How much is done, in any unit, from 0 up.
        total
            How much there is to do, in the same unit.
        what
            A few words about what is being done now.

        Raises
        ------
        UserError
            ``done`` or ``total`` is not a number from 0 up.
        RunEnvironmentError
            Another process runs this run.
        """
        record = progress.progress_record(done, total, what)
        if progress.is_due(self.paths.folder, record):
            self._tell(record)

    def _tell(self, record: "Json") -> None:
        """Write one line of progress."""
        attempt = self._attempt()
        if self._is_ours:
            if os.environ.get("AML_RANK", "0") != "0":
                return
        elif not made_here(attempt):
            raise RunEnvironmentError("The progress of run {} is told by the process that runs it.".format(self.id), "Use run.tag() for a remark.")
        progress.write(attempt.progress, record)

    def _put_document(self, name: str, kind: str, value: "Any", description: "Optional[str]") -> None:
        check_name(name)
        self._put(name, kind, curves.document(name, kind, value), description)

    def _put(self, name: str, kind: "Optional[str]", value: "Any", description: "Optional[str]" = "", step: "Any" = None) -> None:
        more: Dict[str, Any] = {}
        if kind:
            more["k"] = kind
        if step is not None:
            more["s"] = metric_values.step_number(name, step)
        if description:
            more["d"] = str(description)
        self._metrics.record(check_name(name), value, more)
