"""uv: where it is, what it is told, and what it says while it works."""

import os
import shutil
import subprocess
import sys
from typing import Callable, Dict, List, Mapping, Optional, Sequence

from .foreign import FOREIGN
from .pip_settings import uv_arguments, uv_variables

_PLACES = ("UV_FIND_LINKS", "UV_INDEX", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX_URL")

Tell = Callable[[str], None]


class BuildError(Exception):
    """An environment cannot be made; the text says why, as the resolver does."""


class Uv:
    """Runs uv for one build.

    Parameters
    ----------
    env : Mapping
        The variables of the process that builds, with what the run gives.
    folder : str
        Where environments are built; uv's cache has to be on the same file system, or its files could not be linked.
    tell : callable
        Gets each line that uv prints, while it works.
    """

    def __init__(self, env: Mapping[str, str], folder: str, tell: Tell) -> None:
        self.program = find_uv()
        self.env = _environment(env, folder)
        self.index_arguments = uv_arguments(env)
        self.folder = folder
        self.tell = tell

    def run(self, arguments: Sequence[str], held: Sequence[int] = (), tell: Optional[Tell] = None) -> None:
        """Run uv.

        Parameters
        ----------
        held : sequence of int
            Descriptors of locks that uv inherits: if we are killed, nobody else builds at this place before uv has ended, too.
        tell : callable, optional
            Gets its lines instead.

        Raises
        ------
        BuildError
            It failed; the text is what it printed.
        """
        run_live([self.program] + list(arguments), self.env, self.folder, tell or self.tell, held)

    @property
    def names_places(self) -> bool:
        """Whether settings name where packages are, beside the usual index."""
        return any(self.env.get(name) for name in _PLACES)

    @property
    def cache(self) -> str:
        """Where uv keeps what it has fetched."""
        return self.env["UV_CACHE_DIR"]

    def answer(self, arguments: Sequence[str]) -> Optional[str]:
        """Run uv for what it prints on standard output; None if it fails."""
        return self.ask([self.program] + list(arguments))

    def ask(self, argv: List[str]) -> Optional[str]:
        """Run another program in the same surroundings for what it prints on standard output; None if it fails."""
        try:
            done = subprocess.run(
                argv,
                check=False,
                env=self.env,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return None
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def run_live(argv: List[str], env: Mapping[str, str], folder: str, tell: Tell, held: Sequence[int] = ()) -> None:
    """Run a program and hand on each line it prints.

    Raises
    ------
    BuildError
        It failed; the text is what it printed.
    """
    lines: List[str] = []
    with subprocess.Popen(
        argv, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=tuple(held)
    ) as process:
        try:
            for raw in process.stdout or ():
                line = raw.decode("utf-8", "replace").rstrip()
                lines.append(line)
                tell(line)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise BuildError("\n".join(lines) or "{} ended with {}".format(os.path.basename(argv[0]), process.returncode))


def find_uv() -> str:
    """Return the path of uv: that of this installation, else the one on PATH.

    Raises
    ------
    BuildError
        There is none.
    """
    beside = os.path.join(os.path.dirname(sys.executable), "uv")
    if os.access(beside, os.X_OK):
        return beside
    try:
        from uv import find_uv_bin

        return str(find_uv_bin())
    except (ImportError, FileNotFoundError):
        pass
    home = os.path.expanduser("~")
    path = os.pathsep.join([os.environ.get("PATH") or os.defpath, os.path.join(home, ".local", "bin"), os.path.join(home, ".cargo", "bin")])
    found = shutil.which("uv", path=path)
    if found is None:
        raise BuildError("uv is not installed, and it builds environments: install it with `pip install uv`")
    return found


def _environment(env: Mapping[str, str], folder: str) -> Dict[str, str]:
    used = {name: value for name, value in env.items() if name not in FOREIGN}
    used.update(uv_variables(used))
    used.update(UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="1", NO_COLOR="1", PATH=_search_path(used))
    if not used.get("UV_CACHE_DIR"):
        own = os.path.join(used.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), "uv")
        used["UV_CACHE_DIR"] = own if _device(own) == _device(folder) else os.path.join(os.path.dirname(folder), "uv")
    return used


def _search_path(env: Mapping[str, str]) -> str:
    """Return PATH with the interpreters of pyenv themselves instead of its shims, of which those that are not chosen end with an error."""
    path = (env.get("PATH") or os.defpath).split(os.pathsep)
    root = env.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    versions = os.path.join(root, "versions")
    found = sorted(os.listdir(versions)) if os.path.isdir(versions) else []
    pyenv = [os.path.join(versions, name, "bin") for name in found if not name.startswith("2.")]  # one that uv cannot ask ends its search
    return os.pathsep.join([folder for folder in path if os.path.basename(folder.rstrip("/")) != "shims"] + pyenv)


def _device(path: str) -> int:
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return os.stat(path).st_dev
