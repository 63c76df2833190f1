"""FileDataset: data that is files."""

import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import ConflictError, UserError
from jupyterlab_aml.runner.places import join
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.runner.surroundings import Refused

from . import dataset_content
from .abstract_dataset import AbstractDataset, check_count, check_share
from .consumption import DatasetConsumptionConfig

if TYPE_CHECKING:
    from typing_extensions import Self


class FileDataset(AbstractDataset):
    """Files by reference.

    Notes
    -----
    Source: ``azureml.data.FileDataset``.
    """

    def download(self, target_path: str | os.PathLike[str] | None = None, overwrite: bool = False, ignore_not_found: bool = False) -> list[str]:
        """Copy the files into a folder, by default a new temporary one, and return the paths of the copies.

        Raises
        ------
        ConflictError
            A file is there already and ``overwrite`` is false; nothing is copied then.
        WorkspaceError
            A file is gone or not what was registered.
        """
        folder = tempfile.mkdtemp(prefix="aml-") if target_path is None else os.path.abspath(os.path.expanduser(os.fspath(target_path)))
        return self.copy_into(folder, overwrite=overwrite)

    def mount(self, mount_point: str | os.PathLike[str] | None = None, **_sdk: Any) -> "MountContext":
        """Return a context in which the files are in a folder, ``mount_point``: ``with dataset.mount() as mounted: mounted.mount_point``."""
        return MountContext(self, None if mount_point is None else os.path.abspath(os.path.expanduser(os.fspath(mount_point))))

    def as_mount(self, path_on_compute: str | None = None) -> DatasetConsumptionConfig:
        """Return it as an input of a run, used in place."""
        return self.as_named_input(self.default_name()).as_mount(path_on_compute)

    def as_download(self, path_on_compute: str | None = None) -> DatasetConsumptionConfig:
        """Return it as an input of a run, copied before the script starts."""
        return self.as_named_input(self.default_name()).as_download(path_on_compute)

    def take(self, count: int) -> "FileDataset":
        """Return the first ``count`` files."""
        return self._with_step(do="take", count=check_count(count))

    def skip(self, count: int) -> "FileDataset":
        """Return the files behind the first ``count``."""
        return self._with_step(do="skip", count=check_count(count))

    def take_sample(self, probability: float, seed: int | None = None) -> "FileDataset":
        """Return files drawn each with this probability, the same ones each time."""
        check_share("probability", probability)
        return self._split(probability, seed)[0]

    def random_split(self, percentage: float, seed: int | None = None) -> "tuple[FileDataset, FileDataset]":
        """Return two datasets: about this share of the files, 0 to 1, and the others."""
        return self._split(percentage, seed)

    def link_into(self, folder: str) -> None:
        """Fill a folder with links to the files; those that are not on this machine are fetched into it."""
        for name, path in dataset_content.bring(self._paths, self._content, folder, self._ref):
            target = join(folder, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if not os.path.lexists(target):
                os.symlink(path, target)


class MountContext:
    """The files of a dataset in a folder, as long as the context lasts: links to them, or copies of those that are not on this machine.

    Notes
    -----
    Source: ``azureml.dataprep.fuse.dprepfuse.MountContext``, what ``FileDataset.mount`` returns.
    """

    def __init__(self, dataset: FileDataset, mount_point: str | None) -> None:
        self._dataset = dataset
        self._given = mount_point
        self.mount_point = mount_point or ""

    def __enter__(self) -> "Self":
        self.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the folder.

        Raises
        ------
        ConflictError
            There is something at the mount point already.
        """
        if self._given is None:
            self.mount_point = tempfile.mkdtemp(prefix="aml-")
        else:
            if os.path.lexists(self._given) and (not os.path.isdir(self._given) or os.listdir(self._given)):
                raise ConflictError(f"There is something at {self._given!r} already.", "Choose an empty folder.", field="mount_point")
            with storing(f"{self._given!r} cannot be made"):
                os.makedirs(self._given, exist_ok=True)
        try:
            self._dataset.link_into(self.mount_point)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Remove the folder; the files of the dataset stay."""
        shutil.rmtree(self.mount_point, ignore_errors=True)


for _name in ("as_cache", "as_hdfs", "file_metadata", "filter", "hydrate"):
    setattr(
        FileDataset,
        _name,
        Refused(UserError(f"FileDataset.{_name} does not exist in the embedded workspace.", "Use the files: download(), mount().")),
    )
