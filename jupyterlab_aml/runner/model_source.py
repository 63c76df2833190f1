"""What becomes a model: a file or a folder, on this machine or among the artifacts of a run, checked before anything is stored."""

import os
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional

from ..errors import UserError
from ..runfiles.files import walk_files
from .artifact_names import check_artifact_name, not_found
from .artifacts import missing
from .placing import copy_to_new

if TYPE_CHECKING:
    from .context import RunContext


class ModelSource:
    """The files of a new model.

    Attributes
    ----------
    root : str
        What the model is called on disk: the name of its file or folder.
    files : dict
        Path below the folder of the version (the first part is ``root``) to the file that is copied.
    """

    def __init__(self, root: str, files: Dict[str, str]) -> None:
        self.root = root
        self.files = files

    def copy(self, folder: str) -> None:
        """Copy the files into the folder of a version; none is read into memory as a whole."""
        for name, source in self.files.items():
            target = os.path.join(folder, *name.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            copy_to_new(source, target)


def of_path(model_path: Any, child_paths: Optional[List[str]] = None) -> ModelSource:
    """Return what a path means.

    Raises
    ------
    NotFoundError
        There is nothing; the hint names the nearest.
    UserError
        It is no file and no folder of files; every one that is wrong is named.
    """
    path = os.path.realpath(os.path.expanduser(os.fspath(model_path)))
    if not os.path.exists(path):
        raise missing(os.fspath(model_path))
    root = os.path.basename(path)
    if not root:
        raise UserError("model_path is {!r}, the root of the file system.".format(model_path), "Name a file or folder below it.", field="model_path")
    if os.path.isfile(path):
        return ModelSource(root, {root: path})
    if not os.path.isdir(path):
        raise UserError("model_path {!r} is neither a file nor a folder.".format(model_path), "Only these can be stored.", field="model_path")
    return ModelSource(root, {"{}/{}".format(root, name): file for name, file in _in_folder(path, child_paths).items()})


def of_run(run: "RunContext", model_path: str) -> ModelSource:
    """Return what the name of an artifact, or what several of them begin with, means in a run.

    Raises
    ------
    NotFoundError
        The run has no such artifact; the hint names the nearest.
    """
    name = check_artifact_name(model_path)
    found = run._artifacts()  # noqa: SLF001  ours
    root = name.rpartition("/")[2]
    if name in found:
        return ModelSource(root, {root: found[name]})
    below = {"{}/{}".format(root, each[len(name) + 1 :]): path for each, path in found.items() if each.startswith(name + "/")}
    if below:
        return ModelSource(root, below)
    error = not_found("Run {} has no file or folder {!r}.".format(run.id, name), name, list(found))
    if os.path.exists(name):
        error.hint = "There is one in the current folder: write it to outputs/, or call run.upload_file({!r}, {!r}) first.".format(
            "outputs/" + root, name
        )
    raise error


def _in_folder(folder: str, child_paths: Optional[List[str]]) -> Dict[str, str]:
    """Return the files of a folder, or only those that are asked for, each by itself or with the folder that it is in."""
    found = dict(walk_files(folder))
    problems = ["{!r} is neither a file nor a folder".format(name) for name, path in found.items() if not os.path.isfile(path)]
    problems += ["the link {!r} leads out of the folder".format(name) for name in _links_out(folder)]
    if child_paths is not None:
        wanted = [os.path.normpath(os.fspath(each)).replace(os.sep, "/") for each in child_paths]
        is_wanted = _below(wanted)
        problems += ["there is no {!r}".format(each) for each in wanted if not any(map(_below([each]), found))]
        found = {name: path for name, path in found.items() if is_wanted(name)}
    if not found:
        problems.append("it holds no file")
    if problems:
        raise UserError(
            "The folder {!r} cannot be a model: {}.".format(folder, "; ".join(problems)),
            "A model holds files; links may lead to other files in its folder.",
            field="model_path",
        )
    return found


def _below(wanted: List[str]) -> Callable[[str], bool]:
    return lambda name: any(name == each or name.startswith(each + "/") or each == "." for each in wanted)


def _links_out(folder: str) -> List[str]:
    """Return the links to folders, of which nothing would be stored, and those to files elsewhere."""
    found = []
    for directory, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(directory, name)
            inside = os.path.realpath(path).startswith(folder + os.sep)
            if os.path.islink(path) and (os.path.isdir(path) or not inside):
                found.append(os.path.relpath(path, folder))
    return sorted(found)
