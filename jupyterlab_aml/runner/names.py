"""Names for runs: ids, friendly display names, and what is a legal name."""

import os
import re
import time
from binascii import hexlify
from typing import Any

from ..errors import UserError
from .lazy import uuid

_EXPERIMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}\Z")
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}\Z")

_MOODS = (
    "amber bold brave breezy bright brisk calm candid clever coral cosmic crisp dapper eager early fair fine fleet fond fresh gentle glad "
    "golden grand happy hardy honest icy jolly keen kind lively loyal lucid lucky lunar mellow merry mighty misty neat nimble noble olive polar "
    "proud quick quiet rapid ready rosy royal sharp shiny silent silver smart snowy solar solid spry steady sunny swift tidy vivid warm wise "
    "witty young zesty"
)
_THINGS = (
    "acorn badger bay beacon bear birch bird brook cedar cliff cloud comet coral crane creek dawn deer delta dune eagle elm ember falcon fern "
    "finch fir fjord forest fox garnet glade goose grove hare harbor hawk hazel heron hill island jay lake lark leaf lemur lily lion lynx maple "
    "marsh meadow moon moss oak ocean orchid otter owl panda peak pearl pine pond raven reed reef ridge river robin rose seal shore sky sparrow "
    "spruce star stone storm swan tiger tulip valley wave willow wolf wren"
)


def random_hex(size: int) -> str:
    """Return ``2 * size`` random hexadecimal digits."""
    return hexlify(os.urandom(size)).decode()


def friendly_name() -> str:
    """Return a name that is easy to say and most likely new, such as ``happy_fox_3f2a``."""
    one, two = bytearray(os.urandom(2))
    moods, things = _MOODS.split(), _THINGS.split()
    return "{}_{}_{}".format(moods[one % len(moods)], things[two % len(things)], random_hex(2))


def new_run_id(experiment: str) -> str:
    """Return ``<experiment>_<unix seconds>_<8 hex digits>``."""
    return "{}_{}_{}".format(experiment, int(time.time()), random_hex(4))


def offline_run_id() -> str:
    """Return ``OfflineRun_<uuid>``; scripts recognise offline runs by its beginning."""
    return "OfflineRun_{}".format(uuid.uuid4())


def check_experiment_name(name: Any) -> str:
    """Return a legal experiment name or raise UserError."""
    if isinstance(name, str) and _EXPERIMENT.match(name):
        return name
    raise UserError(
        "The experiment name {!r} is not allowed: 1 to 128 letters, digits, '_' and '-', the first a letter or digit.".format(name),
        "For example {!r}.".format(legal_name(str(name))),
    )


def check_run_id(run_id: Any) -> str:
    """Return a legal run id or raise UserError."""
    if isinstance(run_id, str) and _RUN_ID.match(run_id):
        return run_id
    raise UserError("The run id {!r} is not allowed: 1 to 200 letters, digits, '_' and '-', the first a letter or digit.".format(run_id))


def legal_name(text: str) -> str:
    """Return the nearest legal experiment name for any text."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-_")[:128] or "experiment"
