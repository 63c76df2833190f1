"""Images that were built from Dockerfiles: which there are, and who uses them.

An engine keeps them, each under a tag of ours and with labels that say so. Beside that is a record and a lock for each, as for an environment
(``environment_build/cache.py``): ``images/<engine>/<key>/ready`` and ``images/<engine>/locks/<key>`` in the user's cache folder.
"""

import os
import shutil
from typing import Dict, List, Mapping, Optional

from jupyterlab_aml.environment_build.cache import Builds, digest
from jupyterlab_aml.runfiles.cache_folder import cache_folder
from jupyterlab_aml.runfiles.files import Json

from .engines import ask

REPOSITORY = "localhost/jupyterlab-aml"
LABEL = "jupyterlab-aml.cache"  # its value is the folder of the records: another user, or another cache, has images of its own


def packages_folder(image: str) -> str:
    """Return where the packages are that runs have installed in containers of an image."""
    return cache_folder(os.path.join("containers", digest({"image": image})))


class ImageCache(Builds):
    """The images of one engine that were built here.

    Parameters
    ----------
    engine : str
        ``docker`` or ``podman``.
    env : Mapping
        The variables of its client.
    """

    def __init__(self, engine: str, env: Mapping[str, str]) -> None:
        super().__init__(cache_folder(os.path.join("images", engine)))
        self.engine = engine
        self.env = env

    def key(self, build: Json) -> str:
        """Return the name of what an image is built from: the same text or files have the same, for one engine."""
        return digest({"engine": self.engine, "folder": self.folder, "build": sorted(build.items())})

    def tag(self, key: str) -> str:
        """Return what the engine knows an image by."""
        return "{}:{}".format(REPOSITORY, key)

    def labels(self) -> Dict[str, str]:
        """Return what marks an image as one of ours."""
        return {LABEL: self.folder}

    def is_there(self, key: str) -> bool:
        """Tell whether the engine still has an image."""
        return self.size_of(key) is not None

    def size_of(self, key: str) -> Optional[int]:
        """Return the bytes of an image, with those that it shares with others; None if the engine has none."""
        said = ask([self.engine, "image", "inspect", "--format", "{{.Size}}", self.tag(key)], self.env)
        return int(said.text) if said.done and said.text.isdigit() else None

    def discard(self, key: str) -> bool:
        """Remove an image and what is known of it, unless a container has it; the caller holds its lock."""
        if self.is_there(key) and not ask([self.engine, "image", "rm", self.tag(key)], self.env).done:
            return False
        shutil.rmtree(packages_folder(self.tag(key)), ignore_errors=True)
        return super().discard(key)

    def all(self) -> List[str]:
        """Return the names of all images, also those that only the engine knows."""
        labelled = ["--filter=label={}={}".format(*each) for each in self.labels().items()]
        said = ask([self.engine, "images", *labelled, "--format", "{{.Repository}}:{{.Tag}}"], self.env)
        known = [line.rpartition(":")[2] for line in said.text.splitlines() if line.startswith(REPOSITORY + ":")]
        return sorted({*super().all(), *known})
