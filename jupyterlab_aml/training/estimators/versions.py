"""Which versions of each framework there are packages for, by the version of Python, and what their default environment consists of."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from jupyterlab_aml.errors import UserError

_WAY_OUT = (
    "name an interpreter that has it by environment_definition: an Environment with python.user_managed_dependencies = True and "
    "python.interpreter_path"
)
_ANY = 99  # a minor version of Python that will not come: the package has no upper bound


@dataclass(frozen=True)
class Release:
    """One supported version of a framework.

    Attributes
    ----------
    oldest, newest : int
        The minor versions of Python 3 that it installs on.
    beside : tuple of str
        Requirements that it needs and does not declare itself.
    """

    oldest: int
    newest: int
    beside: tuple[str, ...] = ()

    def installs_on(self, minor: int) -> bool:
        """Whether there are packages for this minor version of Python 3."""
        return self.oldest <= minor <= self.newest


@dataclass(frozen=True)
class Framework:
    """What an estimator of a framework knows about it.

    Attributes
    ----------
    name : str
        As the class of the estimator is called.
    cpu, gpu : str
        The package for each kind of processor.
    releases : Mapping
        By version, oldest first; the newest is the one that was tested and the default.
    also : tuple of str
        Other packages that bring the same module.
    cpu_option : str
        Option of the installer that leaves what only a GPU needs out.
    """

    name: str
    cpu: str
    gpu: str
    releases: Mapping[str, Release]
    also: tuple[str, ...] = ()
    cpu_option: str = ""

    @property
    def default(self) -> str:
        """The version that was tested."""
        return list(self.releases)[-1]


SKLEARN = Framework(
    "SKLearn",
    "scikit-learn",
    "scikit-learn",
    {
        "1.3": Release(9, 12, ("numpy<2",)),
        "1.4": Release(9, 12),
        "1.5": Release(9, 13),
        "1.6": Release(9, 13),
        "1.7": Release(10, 13),
        "1.8": Release(11, 13),
        "1.9": Release(11, 13),
    },
)
PYTORCH = Framework(
    "PyTorch",
    "torch",
    "torch",
    {
        "2.4": Release(8, 12, ("numpy",)),
        "2.5": Release(9, 13, ("numpy",)),
        "2.6": Release(9, 13, ("numpy",)),
        "2.7": Release(9, 13, ("numpy",)),
        "2.8": Release(9, 13, ("numpy",)),
        "2.9": Release(10, 13, ("numpy",)),
        "2.10": Release(10, 13, ("numpy",)),
        "2.11": Release(10, 13, ("numpy",)),
        "2.12": Release(10, 13, ("numpy",)),
        "2.13": Release(10, 13, ("numpy",)),
    },
    cpu_option="--torch-backend=cpu",
)
TENSORFLOW = Framework(
    "TensorFlow",
    "tensorflow-cpu",
    "tensorflow[and-cuda]",
    {
        "2.16": Release(9, 12),
        "2.17": Release(9, 12),
        "2.18": Release(9, 12),
        "2.19": Release(9, 12),
        "2.20": Release(9, 13),
        "2.21": Release(10, 13),
    },
    also=("tensorflow",),
)
KERAS = Framework(
    "Keras",
    "keras",
    "keras",
    {
        "3.8": Release(9, _ANY),
        "3.9": Release(9, _ANY),
        "3.10": Release(9, _ANY),
        "3.11": Release(9, _ANY),
        "3.12": Release(10, _ANY),
        "3.13": Release(11, _ANY),
        "3.14": Release(11, _ANY),
        "3.15": Release(11, _ANY),
    },
)
CHAINER = Framework(
    "Chainer",
    "chainer",
    "chainer",
    {"7.8": Release(8, 11, ("numpy<1.24", "setuptools<74"))},  # it uses names that numpy 1.24 and setuptools 74 removed
)


def supported(framework: Framework, minor: int = sys.version_info.minor) -> list[str]:
    """Return the versions that install on this Python 3, oldest first."""
    return [version for version, release in framework.releases.items() if release.installs_on(minor)]


def check_version(framework: Framework, version: str | None, minor: int = sys.version_info.minor) -> str | None:
    """Return the supported version that ``version`` belongs to, ``None`` for one newer than all that are known; the newest where none is asked for.

    Raises
    ------
    UserError
        There are no packages of it for this Python; the hint names the nearest, what there is, and the ways out.
    """
    there = supported(framework, minor)
    if version is None and there:
        return there[-1]
    numbers = _numbers(version)
    family = ".".join(map(str, numbers[:2]))
    if family in there:
        return family
    if numbers and there and numbers[:2] > _numbers(list(framework.releases)[-1]):
        return None
    if there:
        raise UserError(
            f"framework_version={version!r} is not supported for {framework.name} on Python 3.{minor}. There is: {', '.join(there)}.",
            f"Write framework_version={_nearest(numbers, family, there)!r}, or {_WAY_OUT}.",
            field="framework_version",
            available=there,
        )
    newest = list(framework.releases.values())[-1]
    raise UserError(
        f"{framework.name} does not install on Python 3.{minor}; it needs Python 3.{newest.oldest} to 3.{newest.newest}.",
        f"{_WAY_OUT[0].upper()}{_WAY_OUT[1:]}.",
        field="framework_version",
        available=there,
    )


def _numbers(version: str | None) -> tuple[int, ...]:
    """Return the release numbers of a version, at least two of them; nothing if it is no version."""
    parts = (version or "").split(".")
    if not all(part.isdecimal() for part in parts[:2]):
        return ()
    leading = [int(part) for part in parts[:3] if part.isdecimal()]
    return tuple(leading) if len(leading) > 1 else (*leading, 0)


def _nearest(numbers: tuple[int, ...], family: str, there: list[str]) -> str:
    """Return the supported version to suggest: the oldest for an older one, else the one that is spelled alike, else the newest."""
    if numbers and numbers[:2] < _numbers(there[0]):
        return there[0]
    return (get_close_matches(family, there, n=1) or there[-1:])[0]
