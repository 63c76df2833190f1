"""``RunDetails``: the live view of a run under the name it had in notebooks for the Azure ML SDK."""

import sys
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.errors import AmlError, UserError
from jupyterlab_aml.notebook.failure import shorten
from jupyterlab_aml.notebook.widget_data import widget_data
from jupyterlab_aml.workspace.run import Run

_SETTINGS = ("Metric", "childWidgetDisplay", "debug", "display")


class RunDetails:
    """The live view of a run.

    Parameters
    ----------
    run_instance : Run
        The run.

    Raises
    ------
    UserError
        It is no run of a workspace.

    Notes
    -----
    Source: ``azureml.widgets.RunDetails``.
    """

    def __init__(self, run_instance: Run) -> None:
        if not isinstance(run_instance, Run):
            kind = type(run_instance).__name__
            raise UserError(
                f"RunDetails shows a run, and this is a {kind}.", "Give what `experiment.submit(...)` or `workspace.get_run(id)` returns."
            )
        self._run = run_instance

    def show(self, render_lib: Any = None, widget_settings: Mapping[str, Any] | None = None) -> None:
        """Show the run in the cell that is executed: live, until it has ended. Outside of notebooks, print it in one line.

        Parameters
        ----------
        render_lib : optional
            Kept for the SDK's signature.
        widget_settings : mapping, optional
            Settings of the SDK's widget. None has an effect here.

        Raises
        ------
        AmlError
            The run cannot be read.
        """
        unknown = sorted(set(widget_settings or {}) - set(_SETTINGS))
        if unknown:
            sys.stdout.write(f"RunDetails has no settings {', '.join(map(repr, unknown))}; they are ignored.\n")
        shell = _kernel_shell()
        if shell is None:
            sys.stdout.write(f"{self._run!r}\n")
            return
        from jupyterlab_aml.notebook import display  # noqa: PLC0415  loads what only notebooks have

        display.install(shell)
        try:
            display.show(self._run)
        except AmlError as error:
            raise shorten(error) from None

    def get_widget_data(self) -> dict[str, Any]:
        """Return what is known of the run now, under the names of the SDK's widget: ``run_id``, ``run_properties``, ``run_metrics``, ``run_logs``...

        Raises
        ------
        AmlError
            The run cannot be read.
        """
        return widget_data(self._run)

    def _ipython_display_(self) -> None:
        self.show()

    def __repr__(self) -> str:
        return f"RunDetails({self._run!r})"


def _kernel_shell() -> Any:
    """Return the shell of the kernel this is in; None in a terminal or a program."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if getattr(shell, "kernel", None) is not None else None
