"""The packages of a framework: what its default environment asks for, and what an interpreter may have instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jupyterlab_aml.errors import UserError

from .interpreter import version_here
from .versions import KERAS, PYTORCH, TENSORFLOW, Framework, check_version, supported

_BACKENDS = {"tensorflow": TENSORFLOW, "torch": PYTORCH, "jax": Framework("JAX", "jax", "jax[cuda12]", {})}


@dataclass(frozen=True)
class Packages:
    """What a framework needs.

    Attributes
    ----------
    name : str
        Of the environment.
    accepted : Mapping
        The requirements; by each what an interpreter may have instead, nothing if no interpreter may take the place of the environment.
    options : tuple of str
        For the installer.
    warnings : tuple of str
        What the run says of it.
    """

    name: str
    accepted: Mapping[str, str | None] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def packages_of(framework: Framework, version: str | None, *, gpu: bool, variables: Mapping[str, str]) -> Packages:
    """Return what a version of a framework needs, by default the newest that was tested; any supported version will do then.

    Raises
    ------
    UserError
        There are no packages of that version for this Python, or Keras is to run on something that is no backend of it.
    """
    family = check_version(framework, version)
    newest = supported(framework)[-1]
    warnings = () if family else (f"{framework.name} {version} is newer than {newest}, the newest that was tested.",)
    pin = (version or "").strip() or newest
    accepted = dict(_one(framework, f"=={pin}.*" if pin.count(".") < 2 else f"=={pin}", gpu=gpu, any_supported=version is None))
    beside = framework.releases[family or newest].beside
    accepted.update({each: each for each in beside})
    parts = [framework]
    if framework is KERAS:
        parts.append(_backend(variables.get("KERAS_BACKEND") or "tensorflow"))
        accepted.update(_one(parts[1], "", gpu=gpu, any_supported=False))
    options = tuple(each.cpu_option for each in parts if each.cpu_option and not gpu)
    return Packages(f"{framework.name}-{pin}", accepted, options, warnings)


def _one(framework: Framework, pin: str, *, gpu: bool, any_supported: bool) -> Iterator[tuple[str, str | None]]:
    """Yield the package with its version, and what an interpreter may have instead."""
    package = framework.gpu if gpu else framework.cpu
    here = next((each for each in (framework.cpu, *framework.also) if version_here(each)), None)
    if gpu and (version_here(framework.cpu) or "").endswith("+cpu"):
        yield package + pin, None
        return
    instead = package if gpu or here is None else here
    yield package + pin, instead + (f">={supported(framework)[0]}" if any_supported else pin)


def _backend(name: str) -> Framework:
    if name not in _BACKENDS:
        raise UserError(f"KERAS_BACKEND={name!r} is no backend of Keras.", f"Use {', '.join(map(repr, _BACKENDS))}.", field="environment_variables")
    return _BACKENDS[name]
