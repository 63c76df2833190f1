"""What ``${{inputs.NAME}}`` and ``${{outputs.NAME}}`` among the arguments of a run became when it ran."""

from typing import Any

from jupyterlab_aml.runfiles.files import Damaged, read_json
from jupyterlab_aml.runfiles.paths import AttemptPaths

Words = dict[str, str]


def data_words(attempt: AttemptPaths) -> tuple[Words, Words]:
    """Return the word that stood in place of each input and of each output, by name: its path, or the id of what has none.

    Empty before the attempt has its data, and where ``inputs.json`` is damaged.
    """
    try:
        found = read_json(attempt.inputs) or {}
    except Damaged:
        found = {}
    return _words(found.get("inputs")), _words(found.get("outputs"))


def _words(told: Any) -> Words:
    named = told.items() if isinstance(told, dict) else ()
    words = {name: _word(facts) for name, facts in named if isinstance(facts, dict)}
    return {name: word for name, word in words.items() if isinstance(word, str)}


def _word(facts: dict[str, Any]) -> Any:
    return facts.get("id") if facts.get("mode") == "direct" else facts.get("link") or facts.get("path")
