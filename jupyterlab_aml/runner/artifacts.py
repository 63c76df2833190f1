"""Files of a run: upload, list and download."""

import os

from ..errors import ConflictError, UserError
from .lazy import artifact_names, files, placing
from .run_base import RunBase
from .storage import storing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

    from ..errors import NotFoundError
    from .placing import Source

    Look = Tuple[int, int, int]


class Artifacts(RunBase):
    """Artifacts have names with ``/``; once uploaded, a name never changes its content."""

    def upload_file(self, name: str, path_or_stream: "Source", datastore_name: "Optional[str]" = None) -> None:
        """Copy a file, or what a stream holds, into the run.

        Parameters
        ----------
        name
            The artifact's name, such as ``outputs/model.pkl``.
        path_or_stream
            A path, or an object with ``read()``.
        datastore_name
            Kept for the SDK's signature; the file goes into the run folder.

        Raises
        ------
        ConflictError
            The run has an artifact of this name.
        NotFoundError
            There is no such file.
        """
        self._upload({artifact_names.check_artifact_name(name): path_or_stream})

    def upload_files(
        self,
        names: "Sequence[str]",
        paths: "Sequence[str]",
        return_artifacts: bool = False,
        timeout_seconds: "Optional[int]" = None,
        datastore_name: "Optional[str]" = None,
    ) -> "Optional[Dict[str, str]]":
        """Copy several files into the run: the first path under the first name, and so on. Nothing is copied if one cannot be.

        Returns
        -------
        dict or None
            With ``return_artifacts``: ``{name: path in the run folder}``.
        """
        names, paths = list(names), list(paths)
        if len(names) != len(paths):
            raise UserError("There are {} names and {} paths; each file needs one of both.".format(len(names), len(paths)))
        wanted = {}  # type: Dict[str, Source]
        for given, path in zip(names, paths):
            name = artifact_names.check_artifact_name(given)
            if name in wanted:
                raise ConflictError("The artifact name {!r} is given twice.".format(name))
            wanted[name] = path
        self._upload(wanted)
        return {name: artifact_names.path_to_write(self.paths, name) for name in wanted} if return_artifacts else None

    def upload_folder(self, name: str, path: str, datastore_name: "Optional[str]" = None) -> None:
        """Copy a folder with everything in it into the run; its files are artifacts ``<name>/<path in the folder>``."""
        prefix = artifact_names.check_artifact_name(name)
        if not os.path.isdir(path):
            if os.path.exists(path):
                raise UserError("{!r} is a file.".format(path), "Use run.upload_file(name, path).")
            raise missing(path)
        self._upload({"{}/{}".format(prefix, inside): file for inside, file in files.walk_files(path)})

    def get_file_names(self) -> "List[str]":
        """Return the names of all artifacts, sorted; logs included."""
        return list(self._artifacts())

    def download_file(self, name: str, output_file_path: "Optional[str]" = None, _validate_checksum: bool = False) -> None:
        """Copy one artifact out of the run.

        Parameters
        ----------
        output_file_path
            The new file, or a folder for it; by default the last part of the name, in the current folder.

        Raises
        ------
        NotFoundError
            The run has no artifact of this name; the nearest names are suggested.
        """
        name = artifact_names.check_artifact_name(name)
        found = self._artifacts()
        if name not in found:
            raise artifact_names.not_found("Run {} has no file {!r}.".format(self.id, name), name, found)
        target = os.fspath(output_file_path) if output_file_path else os.path.basename(name)
        if os.path.isdir(target) or target.endswith("/"):
            target = os.path.join(target, os.path.basename(name))
        with storing("{!r} cannot be downloaded".format(name)):
            placing.copy_over(found[name], target)

    def download_files(
        self,
        prefix: "Optional[str]" = None,
        output_directory: "Optional[str]" = None,
        output_paths: "Optional[Sequence[str]]" = None,
        batch_size: int = 100,
        append_prefix: bool = True,
        timeout_seconds: "Optional[int]" = None,
    ) -> None:
        """Copy artifacts out of the run.

        Parameters
        ----------
        prefix
            Only names that begin with this.
        output_directory
            Where to; by default the current folder.
        output_paths
            A path below ``output_directory`` for each artifact, in the order of the names.
        append_prefix
            False leaves the prefix out of the new paths.
        """
        folder = os.fspath(output_directory) if output_directory else "."
        found = self._artifacts()
        wanted = [name for name in found if name.startswith(prefix or "")]
        if output_paths is None:
            targets = [name if append_prefix else name[len(prefix or "") :].lstrip("/") or os.path.basename(name) for name in wanted]
        elif len(output_paths) == len(wanted) == len(set(output_paths)):
            targets = [os.fspath(path) for path in output_paths]
        else:
            raise UserError(
                "{} different output paths are given for {} files.".format(len(set(output_paths)), len(wanted)), "They are: " + ", ".join(wanted)
            )
        with storing("files of run {} cannot be downloaded".format(self.id)):
            for name, target in zip(wanted, targets):
                placing.copy_over(found[name], below(folder, target))

    # -- what the calls stand on

    def _artifacts(self) -> "Dict[str, str]":
        with storing("the files of run {} cannot be listed".format(self.id)):
            return artifact_names.list_artifacts(self.paths, self._attempt())

    def _upload_new(self, name: str, folder: str, before: "Mapping[str, Look]") -> None:
        """Copy what is not as it was ``before`` in a folder, and is no artifact yet."""
        now, there = looks_of(folder), self._artifacts()
        wanted = {"{}/{}".format(name, inside): os.path.join(folder, inside) for inside, look in now.items() if before.get(inside) != look}
        self._upload({artifact: path for artifact, path in wanted.items() if artifact not in there})

    def _upload(self, wanted: "Dict[str, Source]") -> None:
        """Check everything, then copy."""
        targets = {name: artifact_names.path_to_write(self.paths, name) for name in wanted}
        for name, source in wanted.items():
            check_source(source)
            if os.path.lexists(targets[name]) and not _is_same(source, targets[name]):
                raise ConflictError(
                    "Run {} has a file {!r} already.".format(self.id, name), "Artifacts never change: choose another name.", name=name
                )
        for name, source in wanted.items():
            if not _is_same(source, targets[name]) and self._store_first(iter([name]), source) is None:
                raise ConflictError("Run {} has a file {!r} already.".format(self.id, name), name=name)

    def _store_under_any(self, candidates: "Iterator[str]", source: "Source") -> str:
        """Store under the first free name and return it."""
        check_source(source)
        return str(self._store_first(candidates, source))

    def _store_first(self, candidates: "Iterator[str]", source: "Source") -> "Optional[str]":
        with storing("a file cannot be stored in run {}".format(self.id)):
            temporary = placing.temporary_in(self.paths.folder)
            placing.copy_to_new(source, temporary)
            try:
                for name in candidates:
                    target = artifact_names.path_to_write(self.paths, name)
                    os.makedirs(os.path.dirname(target), exist_ok=True)
                    if placing.link_into_place(temporary, target):
                        return name
            finally:
                if os.path.exists(temporary):
                    os.unlink(temporary)
        return None


def looks_of(folder: str) -> "Dict[str, Look]":
    """What tells whether the files of a folder were written since, by their names in it."""
    found = {}  # type: Dict[str, Look]
    for name, path in files.walk_files(folder):
        try:
            facts = os.stat(path)
        except OSError:
            continue  # it is gone again
        found[name] = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
    return found


def check_source(source: "Any") -> None:
    """Raise if there is nothing to read at ``source``."""
    if hasattr(source, "read"):
        return
    if not isinstance(source, (str, os.PathLike)):
        raise UserError("A path or an object with read() is needed, not {} {!r}.".format(type(source).__name__, source))
    if os.path.isdir(source):
        raise UserError("{!r} is a folder.".format(os.fspath(source)), "Use run.upload_folder(name, path).")
    if not os.path.exists(source):
        raise missing(os.fspath(source))


def missing(path: str) -> "NotFoundError":
    """Return the error for a path that does not exist, with its nearest neighbours."""
    folder, name = os.path.split(os.path.abspath(path))
    return artifact_names.not_found("There is no {!r} (in {}).".format(path, folder), name, files.names(folder))


def below(folder: str, target: str) -> str:
    """Return ``folder/target``; refuse a target that leads out of the folder, through ``..`` or a link."""
    path = os.path.join(folder, target)
    root = os.path.realpath(folder)
    parent = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    if (parent + "/").startswith(root.rstrip("/") + "/") and ".." not in target.split("/"):
        return path
    raise UserError("{!r} leads out of the output directory {!r}.".format(target, folder))


def _is_same(source: "Any", target: str) -> bool:
    """Tell whether the script uploads a file that it wrote into the run folder itself, as ``outputs/model.pkl`` often is."""
    return not hasattr(source, "read") and os.path.exists(target) and os.path.samefile(source, target)
