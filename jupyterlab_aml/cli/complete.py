"""What Tab offers for the values of arguments and options: runs, experiments, compute targets and their settings, tag keys, metrics.

Completion never fails and never creates a workspace: without one there is nothing to offer.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.compute import registry
from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.runfiles.status import STATUSES
from jupyterlab_aml.runner.places import datastore_names

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord
    from jupyterlab_aml.workspace.run import Run
    from jupyterlab_aml.workspace.workspace import Workspace

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
TYPES = ("azureml.scriptrun", "interactive", "offline")
_NEWEST = 100
_LASTS = 3


def _from_workspace(offer: "Callable[[Workspace], list[CompletionItem]]") -> Completer:
    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            workspace = ctx.ensure_object(Session).workspace()
            return [item for item in offer(workspace) if str(item.value).startswith(incomplete)]
        except (AmlError, OSError):
            return []

    return complete


def _newest(workspace: "Workspace") -> "list[RunRecord]":
    return workspace.list_runs(limit=_NEWEST)


def _runs(workspace: "Workspace") -> list[CompletionItem]:
    records = _newest(workspace)
    items = []
    for back, record in enumerate(records[:_LASTS]):
        items.append(CompletionItem(f"@last-{back}" if back else "@last", help=f"{record.display_name}, {record.status}"))
    items += [CompletionItem(record.id, help=f"{record.display_name}, {record.status}") for record in records]
    return items + [CompletionItem(record.display_name, help=record.status) for record in records if record.display_name != record.id]


def _experiments(workspace: "Workspace") -> list[CompletionItem]:
    return [CompletionItem(name) for name in workspace.experiments]


def _compute(workspace: "Workspace") -> list[CompletionItem]:
    return [CompletionItem(name, help=target.type) for name, target in workspace.compute_targets.items()]


def _environments(workspace: "Workspace") -> list[CompletionItem]:
    store = workspace.environment_store
    names = store.names()
    return [CompletionItem(name) for name in names] + [CompletionItem(f"{name}:{version}") for name in names for version in store.versions(name)]


def _tags(workspace: "Workspace") -> list[CompletionItem]:
    return [CompletionItem(key) for key in sorted({key for record in _newest(workspace) for key in record.tags})]


def _sort_keys(workspace: "Workspace") -> list[CompletionItem]:
    names = sorted({name for record in _newest(workspace) for name in record.metrics})
    return [CompletionItem("created")] + [CompletionItem(f"metric:{name}") for name in names]


def _dataset_versions(workspace: "Workspace") -> list[CompletionItem]:
    store = workspace.dataset_store
    return [CompletionItem(f"{name}:{version}") for name in store.names() for version in reversed(store.versions(name))]


def _datasets(workspace: "Workspace") -> list[CompletionItem]:
    return [CompletionItem(name) for name in workspace.dataset_store.names()] + _dataset_versions(workspace)


def _datastores(workspace: "Workspace") -> list[CompletionItem]:
    return [CompletionItem(name) for name in datastore_names(workspace.paths)]


def _models(workspace: "Workspace") -> list[CompletionItem]:
    store = workspace.model_store
    return [CompletionItem(name) for name in store.names()] + _model_versions(workspace)


def _model_versions(workspace: "Workspace") -> list[CompletionItem]:
    store = workspace.model_store
    return [CompletionItem(f"{name}:{version}") for name in store.names() for version in reversed(store.versions(name))]


def _argument(ctx: click.Context, name: str) -> str:
    # While the value of an option is being written, click leaves the argument among the words it has not looked at.
    return ctx.params.get(name) or next(iter(ctx.args), "")


def _of_run(offer: "Callable[[Run], Iterable[str]]") -> Completer:
    """Offer something of the run that is named before it in the line."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            run = ctx.ensure_object(Session).workspace().find_run(_argument(ctx, "run"))
            return [CompletionItem(text) for text in offer(run) if text.startswith(incomplete)]
        except (AmlError, OSError):
            return []

    return complete


runs = _from_workspace(_runs)
experiments = _from_workspace(_experiments)
compute = _from_workspace(_compute)
environments = _from_workspace(_environments)
tags = _from_workspace(_tags)
sort_keys = _from_workspace(_sort_keys)
datasets = _from_workspace(_datasets)
dataset_versions = _from_workspace(_dataset_versions)
datastores = _from_workspace(_datastores)
models = _from_workspace(_models)
model_versions = _from_workspace(_model_versions)
metrics = _of_run(lambda run: sorted(run.get_metrics()))
logs = _of_run(lambda run: list(run.log_files()))
files = _of_run(lambda run: run.get_file_names())
tags_of_run = _of_run(lambda run: sorted(run.get_tags()))


def _named(values: Completer, ending: str) -> Completer:
    """Offer the values of ``NAME=VALUE``, once there is a name."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        name, equals, begun = incomplete.partition("=")
        return [CompletionItem(f"{name}={item.value}{ending}") for item in values(ctx, param, begun)] if equals else []

    return complete


inputs = _named(datasets, "")
outputs = _named(datastores, "/")


def model_paths(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the files of the run that made the model, or those of this machine."""
    return (paths if ctx.params.get("run") is None else files)(ctx, param, incomplete)


def types(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the types that runs can have."""
    return [CompletionItem(word) for word in TYPES if word.startswith(incomplete)]


def kinds(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the kinds of compute targets."""
    return [CompletionItem(name, help=kind.title) for name, kind in registry.kinds().items() if name.startswith(incomplete)]


def settings(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the settings of the compute target that the line is about."""
    try:
        kind = ctx.params.get("kind") or ctx.ensure_object(Session).workspace().compute_targets[_argument(ctx, "name")].type
        fields = registry.find_kind(kind).schema()["properties"]
    except (AmlError, OSError, KeyError):
        return []
    return [CompletionItem(f"{name}=", help=field.get("title")) for name, field in fields.items() if name.startswith(incomplete)]


def statuses(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the words for states as they are written everywhere; click would offer them in lower case."""
    return [CompletionItem(word) for word in STATUSES if word.lower().startswith(incomplete.lower())]


def paths(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer files of this machine; the shell finds them itself."""
    return [CompletionItem(incomplete, type="file")]
