"""The command reference, from the grammar itself: ``python -m jupyterlab_aml.cli.reference docs/commands.md``.

What stands above the marker in the file is written by hand and kept.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from jupyterlab_aml.cli.root import aml

MARKER = "<!-- From here on generated: python -m jupyterlab_aml.cli.reference docs/commands.md -->\n"
_WIDTH = 100


def reference() -> str:
    """Return the help of every command as Markdown."""
    return "\n".join(f"## {ctx.command_path}\n\n```text\n{ctx.get_help()}\n```\n" for ctx in contexts(aml))


def contexts(command: click.Command, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Yield a context of each command, groups before their members."""
    settings = {**command.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    ctx = click.Context(command, parent=parent, info_name=command.name, **settings)
    yield ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            if child is not None:
                yield from contexts(child, ctx)


def refreshed(text: str) -> str:
    """Return a document with everything below the marker generated anew."""
    head, marker, _ = text.partition(MARKER)
    if not marker:
        raise ValueError(f"the document lacks the line {MARKER.strip()!r}")
    return f"{head}{MARKER}\n{reference()}"


def main(path: str) -> None:
    """Refresh one file."""
    document = Path(path)
    document.write_text(refreshed(document.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
