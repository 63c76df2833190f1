"""Options that several commands have, and the types of their values."""

import difflib
import os
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from jupyterlab_aml.cli import complete
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.notebook_run.arguments import split
from jupyterlab_aml.runfiles.status import STATUSES

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

Command = TypeVar("Command", bound=Callable[..., Any])
_LONGEST_RANK = 5
_UNITS_S = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d|)")


class Duration(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameters here
    """``90s``, ``5m``, ``2h``, ``1d``, ``1h30m`` or plain seconds; 0 only where it means something."""

    name = "duration"

    def __init__(self, *, zero: bool = True) -> None:
        self.zero = zero

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return seconds."""
        if isinstance(value, float):
            return value
        text = value.strip().lower()
        parts = _DURATION.findall(text)
        if not parts or "".join(number + unit for number, unit in parts) != text.replace(" ", ""):
            self.fail(f"{value!r} is not a duration; write 90s, 5m, 2h, 1d or 1h30m.", param, ctx)
        seconds = sum(float(number) * _UNITS_S[unit] for number, unit in parts)
        if not seconds and not self.zero:
            self.fail(f"{value!r} is no time at all; leave the option out for no limit of your own.", param, ctx)
        return seconds


class Count(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameters here
    """A whole number from ``least`` up."""

    name = "number"

    def __init__(self, least: int) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if number < self.least:
            self.fail(f"{value!r} is not a whole number from {self.least} up.", param, ctx)
        return number


ALL = "all"


class Rank(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameters here
    """The number of a process of a distributed run, or ``all``."""

    name = "rank"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """Return the number, or the word."""
        if value == ALL:
            return ALL
        if isinstance(value, int):
            return value
        if not (value.isascii() and value.isdecimal() and len(value) < _LONGEST_RANK):
            self.fail(f"{value!r} is no process of a run; write 0, 1 and so on, or {ALL}.", param, ctx)
        return int(value)


class Status(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameters here
    """One of Azure's words for the state of a run, in any case."""

    name = "status"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word as it is written everywhere."""
        words = {word.lower(): word for word in STATUSES}
        if value.lower() not in words:
            near = difflib.get_close_matches(value.lower(), words, n=2)
            meant = "Did you mean " + " or ".join(words[word] for word in near) + "?" if near else "They are: " + ", ".join(STATUSES) + "."
            self.fail(f"{value!r} is not a state of a run. {meant}", param, ctx)
        return words[value.lower()]


class KeyValue(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameters here
    """``KEY=VALUE``; the value may be empty and may contain ``=``."""

    name = "key=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return the pair."""
        if isinstance(value, tuple):
            return value
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            self.fail(f"{value!r} is not KEY=VALUE.", param, ctx)
        return key.strip(), text


class Parameter(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameters here
    """``NAME=VALUE`` for a variable of a notebook; the value is JSON, or else a text."""

    name = "parameter"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Any]:
        """Return name and value."""
        return value if isinstance(value, tuple) else split(value)


class Variable(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameters here
    """``NAME=VALUE``, or ``NAME`` for the value it has here. The value is never printed."""

    name = "variable"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return name and value."""
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not name.isidentifier():
            # The text may be a secret that was given without its name, so it is not repeated.
            self.fail("write NAME=VALUE, or NAME to pass on the value it has here; a name is letters, digits and _.", param, ctx)
        if equals:
            return name, text
        known = os.environ if ctx is None else ctx.ensure_object(Session).environment
        if name not in known:
            self.fail(f"{name} has no value here; write {name}=VALUE or set it first.", param, ctx)
        return name, known[name]


def _set_folder(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(Session).folder = value


def workspace_option(command: Command) -> Command:
    """Add ``--workspace``: on the group and on every command, so that it may stand anywhere."""
    return click.option(
        "--workspace",
        metavar="FOLDER",
        type=click.Path(),
        expose_value=False,
        callback=_set_folder,
        help="The folder that holds the workspace.  [default: $AML_WORKSPACE, else the nearest one from here upwards]",
    )(command)


def json_option(command: Command) -> Command:
    """Add ``--json``, as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def run_argument(*, many: bool = False) -> Callable[[Command], Command]:
    """Add the argument ``RUN`` (``run``), or ``RUN...`` (``runs``)."""
    return click.argument(
        "runs" if many else "run",
        metavar="RUN..." if many else "RUN",
        nargs=-1 if many else 1,
        required=True,
        shell_complete=complete.runs,
    )
