"""Datastore: a named place for data, a folder or any URI that fsspec knows."""

import os
from collections.abc import Iterable
from typing import Any

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.runner import dataset_files
from jupyterlab_aml.runner.places import is_uri, join, local_path

from . import transfer
from .data_reference import DataReference
from .datastore_files import choose_default_datastore, default_datastore, find_datastore, forget_datastore, keep_datastore
from .remote import check_scheme, check_uri

_KEYS = "Credentials are not stored: leave it out and set {} in the environment, or configure fsspec. For a run, give them with --env."
_AZURE_VARIABLES = "AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN"
_TENANT_VARIABLES = "AZURE_STORAGE_CLIENT_ID, AZURE_STORAGE_CLIENT_SECRET and AZURE_STORAGE_TENANT_ID"


class Datastore:
    """A place for data: the default one is a folder of the workspace, others are registered by URI.

    Parameters
    ----------
    workspace : Workspace
        Where it is registered.
    name : str, optional
        Which one; by default the default datastore.

    Raises
    ------
    NotFoundError
        There is none of this name; the hint names the nearest.
    WorkspaceError
        Its file is damaged.

    Notes
    -----
    Source: ``azureml.core.Datastore``. Paths in a datastore use ``/`` and never lead out of it.
    """

    def __init__(self, workspace: Any, name: str | None = None) -> None:
        self.workspace = workspace
        record = find_datastore(workspace.paths, default_datastore(workspace.paths) if name is None else name)
        self.name: str = record["name"]
        self._record = record

    def __repr__(self) -> str:
        return f"Datastore(name={self.name!r}, uri={self.uri!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Datastore) and (self.name, self.workspace.paths.root) == (other.name, other.workspace.paths.root)

    def __hash__(self) -> int:
        return hash((self.name, self.workspace.paths.root))

    # -- which there are

    @property
    def uri(self) -> str:
        """Where it is: the path of a folder of this machine, or a URI."""
        return str(self._record["uri"])

    @property
    def datastore_type(self) -> str:
        """``file``, another scheme, or Azure's word for what it was registered as."""
        return str(self._record.get("type", ""))

    @property
    def container_name(self) -> str | None:
        """Container or file system of one that was registered with it."""
        return self._record.get("container_name")

    @property
    def account_name(self) -> str | None:
        """Storage account of one that was registered with it."""
        return self._record.get("account_name")

    @staticmethod
    def get(workspace: Any, datastore_name: str) -> "Datastore":
        """Return a datastore by its name; errors are those of the class."""
        return Datastore(workspace, datastore_name)

    @staticmethod
    def get_default(workspace: Any) -> "Datastore":
        """Return the default datastore: ``workspaceblobstore`` until another was chosen."""
        return Datastore(workspace)

    def set_as_default(self) -> None:
        """Make it the default datastore of the workspace."""
        choose_default_datastore(self.workspace.paths, self.name)

    @staticmethod
    def register(workspace: Any, name: str, uri: str | os.PathLike[str], overwrite: bool = False) -> "Datastore":
        """Register a folder or a URI under a name.

        Parameters
        ----------
        name : str
            Up to 255 letters, digits, ``_`` and ``-``.
        uri : str or path
            A folder of this machine, or what fsspec knows: ``s3://bucket/folder``, ``abfs://container@account.dfs.core.windows.net/``,
            ``https://host/folder`` (to read from).
        overwrite : bool
            Replace one of this name.

        Raises
        ------
        UserError
            The name is not allowed, the URI holds a secret, or it is a file.
        ConflictError
            There is one of this name, or it is built in.
        """
        text = os.fspath(uri)
        if is_uri(text):
            check_uri(text, "uri")
            check_scheme(text)
            place = text.rstrip("/") if not text.endswith("://") else text
        else:
            place = os.path.abspath(os.path.expanduser(local_path(text)))
            if os.path.exists(place) and not os.path.isdir(place):
                raise UserError(f"{place!r} is a file; a datastore is a folder.", f"Register {os.path.dirname(place)!r}.", field="uri")
        return _register(workspace, name, {"type": text.partition("://")[0] if is_uri(text) else "file", "uri": place}, overwrite=overwrite)

    @staticmethod
    def register_azure_blob_container(
        workspace: Any,
        datastore_name: str,
        container_name: str,
        account_name: str,
        sas_token: str | None = None,
        account_key: str | None = None,
        protocol: str | None = None,
        endpoint: str | None = None,
        overwrite: bool = False,
        **_azure: Any,
    ) -> "Datastore":
        """Register a container of Azure blobs, as ``abfs://``; credentials come from the environment.

        Raises
        ------
        UserError
            A key or a token is given: none is ever stored.
        """
        _refuse_secrets(_AZURE_VARIABLES, sas_token=sas_token, account_key=account_key)
        return _register_azure(workspace, datastore_name, "AzureBlob", container_name, account_name, endpoint, overwrite=overwrite)

    @staticmethod
    def register_azure_data_lake_gen2(
        workspace: Any,
        datastore_name: str,
        filesystem: str,
        account_name: str,
        tenant_id: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        resource_url: str | None = None,
        authority_url: str | None = None,
        protocol: str | None = None,
        endpoint: str | None = None,
        overwrite: bool = False,
        **_azure: Any,
    ) -> "Datastore":
        """Register a file system of a data lake, as ``abfs://``; credentials come from the environment.

        Raises
        ------
        UserError
            A secret is given: none is ever stored.
        """
        _refuse_secrets(_TENANT_VARIABLES, client_secret=client_secret)
        return _register_azure(workspace, datastore_name, "AzureDataLakeGen2", filesystem, account_name, endpoint, overwrite=overwrite)

    @staticmethod
    def register_azure_file_share(
        workspace: Any,
        datastore_name: str,
        file_share_name: str,
        account_name: str,
        *_sdk: Any,
        **_azure: Any,
    ) -> "Datastore":
        """Refuse: nothing that fsspec has speaks to Azure file shares.

        Raises
        ------
        UserError
            Always; the hint says how a share is used.
        """
        raise UserError(
            f"The file share {file_share_name!r} of {account_name!r} cannot be reached: file shares are mounted, not read by URI.",
            f"Mount it, and register the folder: Datastore.register(ws, {datastore_name!r}, '/mnt/{file_share_name}').",
        )

    def unregister(self) -> None:
        """Forget it; what is in it stays. It is no longer the default.

        Raises
        ------
        ConflictError
            It is built in.
        """
        forget_datastore(self.workspace.paths, self.name)

    # -- what is in it

    def path(self, path: str | None = None, data_reference_name: str | None = None) -> DataReference:
        """Return a reference to something in it, for the arguments of a run."""
        return DataReference(self, data_reference_name, path)

    def as_mount(self) -> DataReference:
        """Return a reference to all of it, used in place."""
        return self.path().as_mount()

    def as_download(self, path_on_compute: str | None = None) -> DataReference:
        """Return a reference to all of it, copied for the run."""
        return self.path().as_download(path_on_compute)

    def as_upload(self, path_on_compute: str | None = None) -> DataReference:
        """Return a reference to a folder of the run that is stored in it afterwards."""
        return self.path().as_upload(path_on_compute)

    def upload(
        self, src_dir: str | os.PathLike[str], target_path: str | None = None, overwrite: bool = False, show_progress: bool = True
    ) -> DataReference:
        """Copy a folder into it, and return a reference to the copy.

        Raises
        ------
        NotFoundError
            There is no such folder, or no file in it.
        ConflictError
            A file is there already and ``overwrite`` is false; nothing is copied then.
        """
        folder = os.path.abspath(os.path.expanduser(os.fspath(src_dir)))
        if not os.path.isdir(folder):
            raise NotFoundError(f"There is no folder {folder!r}.", "Datastore.upload_files takes single files.", field="src_dir")
        pairs = [(os.path.join(folder, name), name) for name in dataset_files.files_of(folder)]
        return self._put(pairs, target_path, overwrite=overwrite, show_progress=show_progress)

    def upload_files(
        self,
        files: Iterable[str | os.PathLike[str]],
        relative_root: str | os.PathLike[str] | None = None,
        target_path: str | None = None,
        overwrite: bool = False,
        show_progress: bool = True,
    ) -> DataReference:
        """Copy files into it, under their paths below ``relative_root`` (by default what all have in common); errors are those of :meth:`upload`."""
        paths = [os.path.abspath(os.path.expanduser(os.fspath(file))) for file in files]
        missing = [path for path in paths if not os.path.isfile(path)]
        if missing or not paths:
            raise dataset_files.nothing_at(missing[0]) if missing else NotFoundError("No files are given.", field="files")
        root = (
            os.path.abspath(os.path.expanduser(os.fspath(relative_root)))
            if relative_root
            else os.path.commonpath([os.path.dirname(p) for p in paths])
        )
        pairs = [(path, os.path.relpath(path, root)) for path in paths]
        outside = [path for path, name in pairs if name.startswith("..")]
        if outside:
            raise UserError(f"{outside[0]!r} is not below relative_root {root!r}.", "Leave relative_root out.", field="relative_root")
        return self._put(pairs, target_path, overwrite=overwrite, show_progress=show_progress)

    def download(self, target_path: str | os.PathLike[str], prefix: str | None = None, overwrite: bool = False, show_progress: bool = True) -> int:
        """Copy what is in it, or only what is below ``prefix``, into a folder; return how many files were copied.

        Files that are there already are left as they are, unless ``overwrite`` is true.

        Raises
        ------
        NotFoundError
            There is nothing.
        """
        place = join(self.uri, prefix or "")
        return transfer.download(self.uri, place, os.path.abspath(os.path.expanduser(os.fspath(target_path))), overwrite=overwrite)

    def _put(self, pairs: list[tuple[str, str]], target_path: str | None, *, overwrite: bool, show_progress: bool) -> DataReference:
        transfer.upload(pairs, join(self.uri, target_path or ""), overwrite=overwrite)
        if show_progress:
            print(f"Uploaded {len(pairs)} file(s) to {self.name}.")  # noqa: T201 - what the SDK's parameter asks for
        return self.path(target_path)


def _register(workspace: Any, name: Any, facts: dict[str, Any], *, overwrite: bool) -> Datastore:
    keep_datastore(workspace.paths, name, facts, overwrite=overwrite)
    return Datastore(workspace, name)


def _register_azure(workspace: Any, name: str, kind: str, container: str, account: str, endpoint: str | None, *, overwrite: bool) -> Datastore:
    uri = f"abfs://{container}@{account}.dfs.{endpoint or 'core.windows.net'}"
    check_uri(uri, "container_name")
    return _register(workspace, name, {"type": kind, "uri": uri, "container_name": container, "account_name": account}, overwrite=overwrite)


def _refuse_secrets(variables: str, **given: str | None) -> None:
    named = [name for name, value in given.items() if value is not None]
    if named:
        raise UserError(f"{named[0]} is given.", _KEYS.format(variables), field=named[0])
