"""The event bus tells what changes in workspaces; unfinished runs keep the server active."""

import asyncio
import shutil

import pytest
from server_support import call, check, start

from jupyterlab_aml.server.events import ASSETS, RUN
from jupyterlab_aml.workspace.changes import RunChanges


@pytest.fixture(name="heard")
def heard_fixture(jp_serverapp):
    """The events that were told, as a queue."""
    heard = asyncio.Queue()

    async def listen(logger, schema_id, data):
        heard.put_nowait(data)

    jp_serverapp.event_logger.add_listener(schema_id=RUN, listener=listen)
    return heard


@pytest.fixture(name="extension")
def extension_fixture(jp_serverapp):
    """The extension of this server."""
    (app,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_aml"]
    return app


async def next_event(heard):
    return await asyncio.wait_for(heard.get(), 10)


async def first_look(extension, folder):
    extension.services.workspaces.use(folder)
    await extension.watcher.look()


async def test_a_run_is_told_from_its_beginning_to_its_deletion(jp_fetch, ws, heard, extension):
    start(ws, "old")
    await first_look(extension, ws.folder)
    check(await call(jp_fetch, "runs"), "/runs")  # from now on somebody looks
    run = await asyncio.to_thread(start, ws, "new")
    told = await next_event(heard)
    assert (told["workspace"], told["run"], told["change"], told["display_name"]) == (ws.folder, run.id, "created", "new")
    if told["status"] != "Running":
        told = await next_event(heard)
    assert (told["status"], told["active"]) == ("Running", 2)
    run.tag("stage", "late")
    assert (await next_event(heard))["change"] == "edited"
    run.complete()
    told = await next_event(heard)
    assert (told["change"], told["status"], told["active"]) == ("status", "Completed", 1)
    run.display_name = "renamed"
    told = await next_event(heard)
    assert (told["change"], told["display_name"]) == ("edited", "renamed")
    run.delete()
    assert (await next_event(heard))["change"] == "deleted"
    assert heard.empty()


async def test_versions_that_come_and_go_are_told(jp_serverapp, jp_fetch, ws, extension):
    heard = asyncio.Queue()

    async def listen(logger, schema_id, data):
        heard.put_nowait(data)

    jp_serverapp.event_logger.add_listener(schema_id=ASSETS, listener=listen)
    await first_look(extension, ws.folder)
    check(await call(jp_fetch, "models"), "/models")  # from now on somebody looks
    asset = ws.model_store.add("net", {})
    assert await next_event(heard) == {"workspace": ws.folder, "kind": "models"}
    ws.model_store.delete(asset)
    ws.dataset_store.add("iris", {})
    told = set()
    while told != {"models", "data"}:
        told.add((await next_event(heard))["kind"])


async def test_the_watcher_of_a_server_that_nobody_looks_at_sees_what_runs(jp_serverapp, ws, run, extension):
    await first_look(extension, ws.folder)
    assert extension.watcher.active == 1
    assert extension.current_activity() == 1
    assert jp_serverapp.web_app.last_activity() == jp_serverapp.web_app.settings["last_activity_times"]["jupyterlab_aml"]
    run.complete()
    await extension.watcher.look()
    assert extension.current_activity() is None


async def test_the_setting_lets_the_server_be_idle(jp_serverapp, ws, run, extension):
    extension.keep_active = False
    await first_look(extension, ws.folder)
    assert extension.current_activity() is None
    assert "jupyterlab_aml" not in jp_serverapp.web_app.settings["last_activity_times"]


async def test_a_workspace_that_vanishes_ends_nothing(ws, run, extension):
    await first_look(extension, ws.folder)
    shutil.rmtree(ws.paths.root)
    await extension.watcher.look()
    assert extension.watcher.active == 0


def test_nothing_is_told_while_nothing_changes(ws, run):
    changes = RunChanges(ws)
    assert changes.look() == []
    run.log("loss", 1)
    assert changes.look() == []
    run.log("loss", 2)
    assert changes.look() == []


async def test_asking_keeps_nothing_active_but_changing_does(jp_serverapp, jp_fetch, ws, run):
    settings = jp_serverapp.web_app.settings
    before = settings.get("api_last_activity")
    check(await call(jp_fetch, "runs"), "/runs")
    assert settings.get("api_last_activity") == before
    check(await call(jp_fetch, f"runs/{run.id}", "PATCH", {"description": "x"}), "/runs/{run}", "patch")
    assert settings["api_last_activity"] != before
