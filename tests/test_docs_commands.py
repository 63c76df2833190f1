"""docs/commands.md tells the truth about the grammar."""

from pathlib import Path

import click

from jupyterlab_aml.cli.reference import contexts, refreshed
from jupyterlab_aml.cli.root import aml
from jupyterlab_aml.workspace.record import RunRecord

DOCUMENT = Path(__file__).parents[1] / "docs" / "commands.md"


ALL = {ctx.command_path: ctx.command for ctx in contexts(aml)}


def test_the_reference_is_what_the_parser_says():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == refreshed(text), "run: python -m jupyterlab_aml.cli.reference docs/commands.md"


def test_every_run_key_is_documented():
    head = DOCUMENT.read_text(encoding="utf-8").partition("<!--")[0]
    missing = [name for name in (*RunRecord.__dataclass_fields__, "duration_s") if f"`{name}`" not in head]
    assert not missing


def test_every_command_that_prints_data_has_json():
    without = {path for path, command in ALL.items() if not any("--json" in option.opts for option in command.params)}
    groups = {path for path, command in ALL.items() if isinstance(command, click.Group)}
    assert without - groups == {"aml runs logs", "aml agent run", "aml completion"}


def test_every_command_takes_a_workspace_and_explains_itself():
    for path, command in ALL.items():
        assert command.help, path
        assert path == "aml completion" or any("--workspace" in option.opts for option in command.params), path
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{path} {option.name}"
