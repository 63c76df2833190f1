"""``from azureml.telemetry import set_diagnostics_collection``, with which many notebooks begin; an installed SDK takes its place."""

from jupyterlab_aml.compat.sdk import gives_way

__all__ = ["set_diagnostics_collection"]

if not gives_way(__name__, __file__):

    def set_diagnostics_collection(send_diagnostics: bool = True, verbosity: int = 0, reset: bool = False) -> None:  # noqa: ARG001 - the SDK's
        """Do nothing but say so: this package sends nothing to anybody."""
        if send_diagnostics:
            print("jupyterlab_aml collects no diagnostics and sends nothing.")  # noqa: T201 - what the SDK does here, too
