"""Environments, as a terminal shows them."""

from typing import Any

import click

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.environment_build.upgrade import Change, in_words

_SHOWN_RUNS = 10


def show_list(found: list[dict[str, Any]]) -> None:
    """Print a table of environments."""
    columns = [
        Column("NAME", least=12),
        Column("VERSION", right=True),
        Column("PYTHON", drop=2),
        Column("PACKAGES", right=True, drop=1),
        Column("BUILT"),
        Column("SIZE", right=True),
        Column("RUNS", right=True, drop=3),
    ]
    Table(columns, [_row(each) for each in found]).show()


def _row(found: dict[str, Any]) -> list[Cell]:
    packages = len(found["requirements"]) + len((found["conda"] or {}).get("packages", ()))
    return [
        Cell(found["name"], "bold"),
        Cell(found["version"]),
        Cell(found["python_version"] or ""),
        Cell(str(packages)),
        Cell(_state(found), "green" if found["built"] else ""),
        Cell("" if found["built_size_bytes"] is None else words.size(found["built_size_bytes"])),
        Cell(str(len(found["used_by"]))),
    ]


def _state(found: dict[str, Any]) -> str:
    if not found["builds"]:
        return "not needed"
    return "yes" if found["built"] else "no"


def show_environment(found: dict[str, Any]) -> None:
    """Print what is known about one version, a line for each fact."""
    facts: dict[str, Any] = {
        "name": found["name"],
        "version": found["version"],
        "versions": ", ".join(found["versions"]),
        "created": f"{words.moment(found['created'])} by {found['user']}",
        "description": found["description"],
        "tags": ", ".join(f"{key}={value}" if value else key for key, value in found["tags"].items()),
        "python": found["python_version"],
        "packages": ", ".join(found["requirements"]),
        "conda packages": ", ".join((found["conda"] or {}).get("packages", ())),
        "conda environment": found["conda_environment"],
        "image": _image(found["docker"] or {}),
        "built": _state(found),
        "size": words.size(found["built_size_bytes"]) if found["built"] else None,
        "last used": words.moment(found["last_used"]) + (", in use now" if found["in_use"] else "") if found["built"] else None,
        "interpreter": found["python"],
        "built as": found["image"],
        "used by": _runs(found["used_by"]),
    }
    shown = {key: value for key, value in facts.items() if value}
    width = max(map(len, shown))
    for key, value in shown.items():
        click.echo(words.one_line(f"{key:<{width}}  {value}"))
    for package in found["packages"] or ():
        click.echo(f"  {words.one_line(package)}")


def show_built(found: dict[str, Any]) -> None:
    """Print what was built and, of an upgrade, what changed."""
    show_environment(found)
    if "changes" not in found:
        return
    changes = None if found["changes"] is None else [Change(**each) for each in found["changes"]]
    for line in in_words(changes) if found["builds"] else ["Nothing changed: it takes an interpreter as it is."]:
        click.echo(words.one_line(line))


def _image(docker: dict[str, Any]) -> str | None:
    build = docker.get("build")
    if not build:
        return docker.get("image")
    return f"built from {build['dockerfile_path']} of the build context {build['context'][:12]}" if build["context"] else "built from a Dockerfile"


def _runs(runs: list[str]) -> str:
    shown = ", ".join(runs[-_SHOWN_RUNS:])
    return f"{words.count(len(runs), 'run')}: {'..., ' if len(runs) > _SHOWN_RUNS else ''}{shown}" if runs else "no run"


def show_pruned(found: dict[str, Any], *, dry_run: bool) -> None:
    """Print what was removed, and how much that freed."""
    verb = "would remove" if dry_run else "removed"
    for each in found["removed"]:
        facts = f"{each['why']}, {words.size(each['size_bytes'])}"
        click.echo(words.one_line(f"{verb} {each['name'] or 'an environment'} ({facts}): {each['folder']}"))
    in_use = sum(each["why"] == "in use" for each in found["kept"])
    kept = f", kept {words.count(len(found['kept']), 'environment')}" + (f" ({in_use} in use)" if in_use else "") if found["kept"] else ""
    freed = f"{'would free' if dry_run else 'freed'} {words.size(found['freed_bytes'])} ({found['freed_bytes']} bytes)"
    click.echo(f"{freed}{kept}")
