"""What settings come to: the parts of a ``RunSpec`` that a run configuration decides. Loaded by every submission, so it is plain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ANY = (None, "", "python")
"""Paths of an interpreter that mean the one that submits."""


@dataclass(frozen=True)
class EnvironmentPlan:
    """What an environment comes to.

    Attributes
    ----------
    environment : Mapping or None
        ``environment`` of ``run.json``; None for an interpreter as it is, unless that is registered.
    python : str or None
        That interpreter; None for the one that submits.
    variables : Mapping
        Environment variables.
    warnings : tuple of str
        What is asked for and does not happen.
    """

    environment: Mapping[str, Any] | None = None
    python: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunPlan:
    """What a run configuration comes to; without arguments, what none comes to. The fields are those of ``RunSpec``."""

    environment: EnvironmentPlan = field(default_factory=EnvironmentPlan)
    distribution: Mapping[str, Any] | None = None
    nodes: int = 1
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
