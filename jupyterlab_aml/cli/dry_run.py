"""``aml submit --dry-run``: what would be sent and run."""

import json
import shlex
from typing import TYPE_CHECKING, Any

import click

import jupyterlab_aml
from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.models_text import use_text
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.notebook_run.arguments import from_words, is_notebook
from jupyterlab_aml.training.checks import about
from jupyterlab_aml.workspace.lineage import use_of_data

if TYPE_CHECKING:
    from jupyterlab_aml.cli.session import Session
    from jupyterlab_aml.training.run_spec import RunSpec

_SHOWN = 10
LOCAL = "local"


def answer(session: "Session", experiment: str, spec: "RunSpec", *, as_json: bool) -> None:
    """Show the run and its snapshot; store nothing. What submitting it would refuse is refused here, too, but for the size of the snapshot."""
    compute = _checked(session, experiment, spec)
    facts = _facts(experiment, spec, compute)
    if spec.snapshot is not None:
        facts |= _stored(session, spec.snapshot)
    session.answer(None, show=lambda: _show(facts), data=lambda: facts, as_json=as_json)


def check_for_new_workspace(spec: "RunSpec") -> None:
    """Refuse what a workspace that is made for this run cannot have.

    Raises
    ------
    NotFoundError
        Another compute target than the one that is always there, or a registered environment.
    """
    if spec.compute not in (None, LOCAL):
        raise NotFoundError(f"There is no compute target {spec.compute!r}: a new workspace has {LOCAL!r}.", field="compute")
    named = spec.environment or {}
    if named.get("lookup") and not named["name"].startswith("AzureML-"):
        raise NotFoundError(
            f"There is no environment {named['name']!r}: there is no workspace here yet.",
            "`aml environments create` makes both.",
            field="environment",
        )


def _facts(experiment: str, spec: "RunSpec", compute: str) -> dict[str, Any]:
    executed = from_words(spec.script, spec.arguments) if spec.script and is_notebook(spec.script) else None
    facts: dict[str, Any] = {
        "experiment": experiment,
        "compute": compute,
        "environment": _environment(spec),
        "distribution": None if spec.distribution is None else dict(spec.distribution),
        "nodes": spec.nodes,
        "script": spec.script,
        "command": None if spec.command is None else list(spec.command),
        "arguments": list(spec.arguments),
        "parameters": None if executed is None else executed.parameters,
        "output_notebook": None if executed is None else executed.output,
        "inputs": {name: dict(each) for name, each in spec.inputs.items()},
        "outputs": {name: dict(each) for name, each in spec.outputs.items()},
        "warnings": list(spec.warnings),
        "env_names": sorted(spec.environment_variables),
        "timeout_s": spec.timeout_s,
        "source_directory": spec.source_directory,
        "files": sorted(spec.extra_files),
        "size_bytes": sum(len(content) for content in spec.extra_files.values()),
        "biggest": [],
        "ignored": [],
        "skipped": {},
        "over_limit": False,
    }
    if spec.source_directory is None or spec.snapshot is not None:
        return facts
    from jupyterlab_aml.workspace.snapshot import plan  # noqa: PLC0415 - only a dry run looks itself

    found = plan(spec.source_directory)
    facts["files"] = sorted({*found.files, *spec.extra_files})
    facts["size_bytes"] += found.size_bytes
    facts["biggest"] = [{"path": path, "files": files, "size_bytes": size} for path, files, size in found.biggest()]
    facts["ignored"] = list(found.ignored)
    facts["skipped"] = dict(found.skipped)
    facts["over_limit"] = found.over_limit
    return facts


def _stored(session: "Session", snapshot: str) -> dict[str, Any]:
    """Return what the facts say of a snapshot that the workspace has already."""
    from jupyterlab_aml.workspace.manifest import read_manifest  # noqa: PLC0415 - only a dry run looks itself

    files = read_manifest(session.workspace().paths, snapshot)
    return {"files": [file.path for file in files], "size_bytes": sum(file.size for file in files)}


def _checked(session: "Session", experiment: str, spec: "RunSpec") -> str:
    """Return where it would run.

    Raises
    ------
    AmlError
        It would be refused.
    """
    from jupyterlab_aml.workspace.defaults import default_compute  # noqa: PLC0415 - only a dry run looks itself
    from jupyterlab_aml.workspace.experiment import refuse_if_archived  # noqa: PLC0415
    from jupyterlab_aml.workspace.submit import check  # noqa: PLC0415

    try:
        workspace = session.workspace()
    except NotFoundError:  # there is none yet
        check_for_new_workspace(spec)
        return LOCAL
    with about("experiment"):
        refuse_if_archived(jupyterlab_aml.Experiment(workspace, experiment))
    check(workspace, experiment, spec)
    return spec.compute or default_compute(workspace)


def _environment(spec: "RunSpec") -> str | None:
    """Return ``name`` or ``name:version``; None for an interpreter as it is."""
    if not spec.environment:
        return None
    name, version = spec.environment["name"], spec.environment.get("version")
    return f"{name}:{version}" if version else str(name)


def _show(facts: dict[str, Any]) -> None:
    line = facts["command"] or [facts["script"], *facts["arguments"]]
    click.echo(f"would run     {words.one_line(shlex.join(line))}")
    click.echo(f"experiment    {facts['experiment']}")
    click.echo(f"on            {facts['compute']}")
    if facts["distribution"]:
        click.echo(f"as            {words.processes(facts['distribution'], facts['nodes'])}")
    if facts["output_notebook"]:
        click.echo(f"keeps         {words.one_line(facts['output_notebook'])}")
    for name, value in (facts["parameters"] or {}).items():
        click.echo(f"parameter     {name} = {words.one_line(json.dumps(value, ensure_ascii=False))}")
    if facts["environment"]:
        click.echo(f"environment   {words.one_line(facts['environment'])}")
    for label, uses in (("data", facts["inputs"]), ("makes data", facts["outputs"])):
        if uses:
            told = [use_text(use_of_data(name, each)) for name, each in uses.items()]
            click.echo(f"{label:<13} {words.one_line(', '.join(told))}")
    for warning in facts["warnings"]:
        click.echo(f"warning       {words.one_line(warning)}")
    if facts["env_names"]:
        click.echo(f"variables     {', '.join(facts['env_names'])} (values not shown)")
    click.echo(f"folder        {words.one_line(facts['source_directory'] or 'none')}")
    over = "  (over the limit)" if facts["over_limit"] else ""
    click.echo(f"would send    {words.count(len(facts['files']), 'file')}, {words.size(facts['size_bytes'])}{over}")
    for path in facts["files"][:_SHOWN]:
        click.echo(f"  {words.one_line(path)}")
    if len(facts["files"]) > _SHOWN:
        click.echo(f"  ... and {len(facts['files']) - _SHOWN} more; --json lists all")
    _section("biggest", [f"{words.size(item['size_bytes']):>8}  {item['path']}" for item in facts["biggest"]])
    _section("ignored", facts["ignored"])
    _section("skipped", [f"{path}: {reason}" for path, reason in facts["skipped"].items()])


def _section(title: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(title)
    for line in lines[:_SHOWN]:
        click.echo(f"  {words.one_line(line)}")
    if len(lines) > _SHOWN:
        click.echo(f"  ... and {len(lines) - _SHOWN} more")
