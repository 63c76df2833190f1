"""What was asked of a dataset before it is read: ``take``, ``skip``, ``keep_columns``, ``drop_columns``, ``sample``.

A step is ``{"do": name, ...}``. Steps on rows say for each row whether it stays; the same way for tables of any library, for rows one by one, and for
the files of a file dataset. A sample is drawn by Python's own generator from a seed that is part of the step, so it is the same whenever it is read.
"""

import random
from typing import Iterator, List

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.files import Json

ROW_STEPS = ("take", "skip", "sample")


def is_row_step(step: Json) -> bool:
    """Tell whether a step is about rows, not columns."""
    return step["do"] in ROW_STEPS


def row_choices(step: Json) -> Iterator[bool]:
    """Say of one row after the other whether it stays; it never ends."""
    position, draw = 0, random.Random(step.get("seed")).random
    while True:
        if step["do"] == "take":
            yield position < step["count"]
        elif step["do"] == "skip":
            yield position >= step["count"]
        else:
            yield (draw() < step["probability"]) != bool(step.get("rest"))
        position += 1


def keep_rows(step: Json, count: int) -> List[bool]:
    """Say of ``count`` rows which stay."""
    choices = row_choices(step)
    return [next(choices) for _ in range(count)]


def columns_left(step: Json, columns: List[str]) -> List[str]:
    """The columns that a step on columns leaves.

    Raises
    ------
    UserError
        There is no such column; the hint lists those there are.
    """
    wanted = step.get("columns") or [step["column"]]
    unknown = [] if step["do"] == "drop_columns" else [name for name in wanted if name not in columns]
    if unknown:
        raise UserError("There is no column {!r}.".format(unknown[0]), "There is: {}.".format(", ".join(map(repr, columns))), field="columns")
    if step["do"] == "drop_columns":
        return [name for name in columns if name not in wanted]
    return [name for name in columns if name in wanted]
