"""``delete`` of datasets, environments and models: versions go, each named in full."""

from collections.abc import Callable

import click

from jupyterlab_aml.cli.confirm import confirm
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.asset_store import AssetStore


def delete_versions(
    session: Session, store: AssetStore, refs: tuple[str, ...], question: Callable[[str, list[Asset]], str], *, yes: bool, as_json: bool
) -> None:
    """Delete versions after a yes, all or, if one is not there or is not named in full, none.

    Parameters
    ----------
    question : callable
        From the versions in words and the versions to what is asked.

    Raises
    ------
    NotFoundError
        There is no such version.
    UserError
        A version is missing, or the answer is no.
    """
    wanted = list(dict.fromkeys(refs))
    found = [store.find(ref) for ref in wanted]
    vague = next((asset for asset, ref in zip(found, wanted, strict=True) if ref != asset.ref), None)
    if vague is not None:
        versions = ", ".join(f"{vague.name}:{version}" for version in store.versions(vague.name))
        raise UserError(f"{vague.name!r} does not say which version; nothing is deleted.", f"There is: {versions}.")
    gone = [asset.ref for asset in found]
    if not yes:
        what = ", ".join(gone)
        confirm(what, question(what, found))
    for asset in found:
        store.delete(asset)
    session.answer(None, show=lambda: click.echo("\n".join(f"{ref}: deleted" for ref in gone)), data=lambda: {"deleted": gone}, as_json=as_json)
