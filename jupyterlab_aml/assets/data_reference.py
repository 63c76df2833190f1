"""DataPath and DataReference: a place in a datastore, and what a run does with it."""

from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runner.places import join

from .data_names import MODES, check_data_name, check_mode


class DataPath:
    """A path in a datastore.

    Parameters
    ----------
    datastore : Datastore, optional
        Where it is.
    path_on_datastore : str, optional
        The path below it; all of it if there is none.
    name : str, optional
        What it is called in references.

    Raises
    ------
    UserError
        The path leads out of the datastore.

    Notes
    -----
    Source: ``azureml.data.datapath.DataPath``.
    """

    def __init__(self, datastore: Any = None, path_on_datastore: str | None = None, name: str | None = None) -> None:
        join("", path_on_datastore or "")
        self.datastore = datastore
        self.path_on_datastore = path_on_datastore
        self.name = name

    def __repr__(self) -> str:
        return f"DataPath({self.datastore_name!r}, {self.path_on_datastore!r})"

    @property
    def datastore_name(self) -> str | None:
        """Name of the datastore."""
        return None if self.datastore is None else str(self.datastore.name)

    def to_input(self) -> tuple[str, Json]:
        """Return its name and description as an input of a run, as a reference to it has them."""
        return self.create_data_reference().to_input()

    def create_data_reference(self, data_reference_name: str | None = None, datapath_compute_binding: Any = None) -> "DataReference":
        """Return a reference to it, used as the binding says."""
        return DataReference.create(data_reference_name or self.name, self, datapath_compute_binding)

    @staticmethod
    def create_from_data_reference(data_reference: "DataReference") -> "DataPath":
        """Return the path of a reference."""
        return DataPath(data_reference.datastore, data_reference.path_on_datastore, data_reference.data_reference_name)


class DataPathComputeBinding:
    """How a run gets at a data path.

    Parameters
    ----------
    mode : str
        ``mount``, ``download`` or ``upload``.
    path_on_compute : str, optional
        Where the run finds it, too.
    overwrite : bool
        Whether what is there is replaced.

    Notes
    -----
    Source: ``azureml.data.datapath.DataPathComputeBinding``.
    """

    def __init__(self, mode: str = "mount", path_on_compute: str | None = None, overwrite: bool = False) -> None:
        self.mode = check_mode(mode, MODES)
        self.path_on_compute = path_on_compute
        self.overwrite = overwrite

    def create_data_reference(self, data_reference_name: str | None = None, datapath: DataPath | None = None) -> "DataReference":
        """Return a reference to a path, used this way."""
        return DataReference.create(data_reference_name, datapath, self)

    @staticmethod
    def create_from_data_reference(data_reference: "DataReference") -> "DataPathComputeBinding":
        """Return how a reference is used."""
        return DataPathComputeBinding(data_reference.mode, data_reference.path_on_compute, data_reference.overwrite)


class DataReference:
    """A place in a datastore as a run uses it: an argument of the script that becomes a path, and ``$AZUREML_DATAREFERENCE_<name>``.

    Parameters
    ----------
    datastore : Datastore
        Where it is.
    data_reference_name : str, optional
        Letters, digits and ``_``; by default the name of the datastore.
    path_on_datastore : str, optional
        The path below it; all of it if there is none.
    mode : str
        ``mount``: used in place. ``download``: copied before the script starts. ``upload``: a folder of the run, stored after the script succeeded.
    path_on_compute : str, optional
        Where the run finds it, too; below the working directory unless it begins with ``/``.
    overwrite : bool
        Whether an upload replaces what is there.

    Raises
    ------
    UserError
        The name or the mode is not allowed, or the path leads out of the datastore.

    Notes
    -----
    Source: ``azureml.data.data_reference.DataReference``.
    """

    def __init__(
        self,
        datastore: Any,
        data_reference_name: str | None = None,
        path_on_datastore: str | None = None,
        mode: str = "mount",
        path_on_compute: str | None = None,
        overwrite: bool = False,
    ) -> None:
        if not hasattr(datastore, "uri"):
            raise UserError(f"datastore is a {type(datastore).__name__}; a Datastore is needed.", "For example ws.get_default_datastore().")
        join("", path_on_datastore or "")
        self.datastore = datastore
        self.data_reference_name = check_data_name(data_reference_name or datastore.name.replace("-", "_"))
        self.path_on_datastore = path_on_datastore
        self.mode = check_mode(mode, MODES)
        self.path_on_compute = path_on_compute
        self.overwrite = overwrite

    def __str__(self) -> str:
        return f"$AZUREML_DATAREFERENCE_{self.data_reference_name}"

    def __repr__(self) -> str:
        return f"DataReference({self.datastore.name!r}, {self.data_reference_name!r}, {self.path_on_datastore!r}, mode={self.mode!r})"

    @staticmethod
    def create(
        data_reference_name: str | None = None, datapath: DataPath | None = None, datapath_compute_binding: DataPathComputeBinding | None = None
    ) -> "DataReference":
        """Return a reference to a data path, used as a binding says."""
        if datapath is None:
            raise UserError("A data reference needs a datapath.", "Write datapath=DataPath(datastore, 'folder/').", field="datapath")
        how = datapath_compute_binding or DataPathComputeBinding()
        return DataReference(datapath.datastore, data_reference_name, datapath.path_on_datastore, how.mode, how.path_on_compute, how.overwrite)

    def path(self, path: str | None = None, data_reference_name: str | None = None) -> "DataReference":
        """Return a reference to something below it."""
        below = "/".join(part.strip("/") for part in (self.path_on_datastore, path) if part)
        return DataReference(self.datastore, data_reference_name or self.data_reference_name, below, self.mode, self.path_on_compute, self.overwrite)

    def as_mount(self) -> "DataReference":
        """Return it used in place."""
        return self._used("mount", None, overwrite=False)

    def as_download(self, path_on_compute: str | None = None, overwrite: bool = False) -> "DataReference":
        """Return it copied for the run."""
        return self._used("download", path_on_compute, overwrite=overwrite)

    def as_upload(self, path_on_compute: str | None = None, overwrite: bool = False) -> "DataReference":
        """Return it as a folder of the run that is stored afterwards."""
        return self._used("upload", path_on_compute, overwrite=overwrite)

    def to_config(self) -> "DataReference":
        """Return it, for ``run_config.data_references``."""
        return self

    def to_input(self) -> tuple[str, Json]:
        """Return its name and what ``run.json`` says of it."""
        return self.data_reference_name, {
            "type": "uri",
            "mode": self.mode,
            "asset": None,
            "datastore": self.datastore.name,
            "path": self.path_on_datastore or "",
            "path_on_compute": self.path_on_compute,
            "overwrite": self.overwrite,
        }

    def _used(self, mode: str, path_on_compute: str | None, *, overwrite: bool) -> "DataReference":
        return DataReference(self.datastore, self.data_reference_name, self.path_on_datastore, mode, path_on_compute, overwrite)
