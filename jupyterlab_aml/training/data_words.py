"""Inputs and outputs among the words of a command line: each becomes a placeholder that the run replaces by a path."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.errors import UserError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_OF_2019 = re.compile(r"\$AZUREML_DATAREFERENCE_(\w+)")

Facts = dict[str, Mapping[str, Any]]


@dataclass
class Bound:
    """The inputs and outputs of a run, by name, as ``docs/run-folder.md`` describes them."""

    inputs: Facts = field(default_factory=dict)
    outputs: Facts = field(default_factory=dict)

    def words(self, values: Any) -> Any:
        """Return words with a placeholder for each that is an input (``to_input()``) or an output (``to_output()``), and take note of those.

        Raises
        ------
        UserError
            Two of them have the same name, or one has a name that cannot be a variable.
        """
        if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
            return values
        return [self.word(each) for each in values]

    def word(self, value: Any) -> Any:
        """Return one word, as :meth:`words` does."""
        if hasattr(value, "to_input"):
            name, facts = value.to_input()
            return f"${{{{inputs.{self._note('input', self.inputs, name, facts)}}}}}"
        if hasattr(value, "to_output"):
            name, facts = value.to_output()
            return f"${{{{outputs.{self._note('output', self.outputs, name, facts)}}}}}"
        return value

    def add(self, inputs: Mapping[str, Mapping[str, Any]], outputs: Mapping[str, Mapping[str, Any]]) -> None:
        """Take note of more, by name; errors are those of :meth:`words`."""
        for name, facts in inputs.items():
            self._note("input", self.inputs, name, facts)
        for name, facts in outputs.items():
            self._note("output", self.outputs, name, facts)

    def references_of_2019(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return words in which ``$AZUREML_DATAREFERENCE_name`` is the placeholder of an input."""
        return tuple(_OF_2019.sub(lambda match: f"${{{{inputs.{match[1]}}}}}" if match[1] in self.inputs else match[0], word) for word in words)

    def _note(self, what: str, known: Facts, name: Any, facts: Mapping[str, Any]) -> str:
        if not isinstance(name, str) or not _NAME.match(name):
            raise UserError(f"{name!r} cannot be the name of an {what}.", "Use letters, digits and '_'.", field=f"{what}s")
        other = self.outputs if what == "input" else self.inputs
        if name in other or known.get(name, facts) != facts:
            raise UserError(f"Two inputs or outputs have the name {name!r}.", "Give each a name of its own.", field=f"{what}s")
        known[name] = facts
        return name
