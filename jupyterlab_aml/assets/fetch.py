"""Fetches the inputs of a run that are not on this machine: ``python -m jupyterlab_aml.assets.fetch <attempt folder> NAME...``."""

import os
import sys

from jupyterlab_aml.runfiles.files import Json, dumps, replace
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runner.data import FETCHED, content_of

from . import dataset_content
from .data_program import Progress, run_program


def fetch(paths: AttemptPaths, spec: Json, names: list[str]) -> None:
    """Bring the files of the named inputs, and leave a list of where they are."""
    workspace = paths.run.workspace
    contents = {name: content_of(workspace, spec["inputs"][name]) for name in names}
    found: dict[str, list[tuple[str, str]]] = {}
    for name, content in contents.items():
        asset = spec["inputs"][name].get("asset")
        if asset:
            dataset_content.check(workspace, content, asset)
        roots, entries = dataset_content.find(workspace, content)
        progress = Progress(paths, f"fetching {name}", len(entries))
        folder = os.path.join(paths.data, name)
        found[name] = []
        for entry in entries:
            found[name] += dataset_content.bring_files(roots, [entry], folder)
            progress.step(f"{name}: {entry['path']}")
    replace(os.path.join(paths.data, FETCHED), dumps(found))


if __name__ == "__main__":
    sys.exit(run_program(fetch))
