"""Names of the artifacts that ``run.log_image`` makes."""

import itertools
import os
import re
from typing import Iterator, Optional

_UNSAFE = re.compile(r"[^\w. -]+")
_MAX_STEM = 120


def image_names(name: str, path: Optional[str] = None) -> Iterator[str]:
    """Yield ``roc.png``, ``roc_2.png``, ``roc_3.png`` ... for a metric called "roc"; the first free one is taken.

    The extension is that of ``path``, else of the metric's name, else ``.png``.
    """
    stem, extension = os.path.splitext(_UNSAFE.sub("_", name))
    if not re.match(r"\.[A-Za-z]{1,5}$", extension):
        stem, extension = stem + extension, ".png"
    if path is not None:
        extension = os.path.splitext(str(path))[1] or extension
    stem = stem.strip(". ")[:_MAX_STEM] or "image"
    if stem in ("outputs", "logs", "user_logs", "system_logs"):
        stem += "_image"
    yield stem + extension
    for number in itertools.count(2):
        yield "{}_{}{}".format(stem, number, extension)
