"""Building an environment on this machine before a run needs it."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from jupyterlab_aml.environment_build.build import Report, build
from jupyterlab_aml.environment_build.cache import needs_building
from jupyterlab_aml.environment_build.conda import existing
from jupyterlab_aml.environment_build.upgrade import Change, in_words
from jupyterlab_aml.environment_build.upgrade import upgrade as resolve_anew
from jupyterlab_aml.environment_build.uv import BuildError
from jupyterlab_aml.errors import EnvironmentBuildError, UserError

from .registered import no_image

if TYPE_CHECKING:
    from .environment import Environment

_IMAGES = ("useDocker", "pushImageToWorkspaceAcr")


class LocalBuild(NamedTuple):
    """An environment that is ready on this machine.

    Attributes
    ----------
    python : str
        Its interpreter.
    packages : sequence of str
        What it came to, a requirement each.
    changes : sequence of Change or None
        What an upgrade changed: ``package``, ``before`` and ``after`` of each. None without one, and where it is not known what there was before.
    """

    python: str
    packages: Sequence[str]
    changes: Sequence[Change] | None


class _Printed(Report):
    def line(self, text: str) -> None:
        print(text, flush=True)  # noqa: T201 - as the SDK shows a build


def build_local(environment: "Environment", *, upgrade: bool, **kwargs: Any) -> LocalBuild:
    """Build what an environment asks for on this machine; see ``Environment.build_local``."""
    unknown = sorted(set(kwargs) - set(_IMAGES))
    if unknown:
        raise UserError(f"build_local() has no parameter {unknown[0]!r}.", f"There are: upgrade, {', '.join(_IMAGES)}.", field=unknown[0])
    plan = environment.to_spec()
    asked = dict(plan.environment or {})
    if asked.get("docker") or environment.docker.enabled or any(kwargs.values()):
        raise no_image("build_local", environment.name)
    python = plan.python or sys.executable
    try:
        if asked.get("conda_environment"):
            return LocalBuild(existing(asked["conda_environment"], os.environ), [], None)
        if not needs_building(asked):
            return LocalBuild(python, [], None)
        if not upgrade:
            built = build(asked, python, os.environ, _Printed())
            return LocalBuild(built.python, built.packages, None)
        built, changes = resolve_anew(asked, python, os.environ, _Printed())
    except (BuildError, OSError) as error:
        raise EnvironmentBuildError(f"The environment {environment.name!r} cannot be built: {error}", environment=environment.name) from None
    for line in in_words(changes):
        print(line)  # noqa: T201
    return LocalBuild(built.python, built.packages, changes)
