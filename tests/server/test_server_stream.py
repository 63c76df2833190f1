"""The WebSocket: what it tells of runs, and how it bears what is thrown at it."""

import asyncio
import json
import os
import shutil

import pytest
from jsonschema import Draft202012Validator
from server_support import put, start

from jupyterlab_aml.server.contract import schema
from jupyterlab_aml.server.stream import MOST_SUBSCRIPTIONS

UPDATE = Draft202012Validator(schema("Update"))


class Client:
    """A browser at the other end; remembers what came for other subscriptions than the one it waits for."""

    def __init__(self, connection):
        self.connection = connection
        self.kept = []
        self.over = False

    async def read(self):
        """Return the next text; None when the connection is over."""
        text = await asyncio.wait_for(self.connection.read_message(), 10)
        self.over = text is None
        return text

    async def close(self):
        """Close the connection and wait until it is; it warns when it is merely dropped."""
        self.connection.close()
        while not self.over:
            await self.read()

    async def say(self, **message):
        await self.connection.write_message(json.dumps(message))

    async def subscribe(self, number, **request):
        await self.say(id=number, op="subscribe", **request)
        return await self.hear(number)

    async def hear(self, number):
        """Return the next message about a subscription."""
        for message in self.kept:
            if message["id"] == number:
                self.kept.remove(message)
                return message
        while True:
            text = await self.read()
            assert text is not None, "the connection was closed"
            message = json.loads(text)
            for update in message.get("updates", ()):
                UPDATE.validate(update)
                assert len(update) == 1
            if message["id"] == number:
                return message
            self.kept.append(message)

    async def hear_of(self, number, part):
        """Return the next update of a kind."""
        while True:
            for update in (await self.hear(number))["updates"]:
                if part in update:
                    return update[part]


@pytest.fixture
def connect(jp_ws_fetch, jp_asyncio_loop):
    clients = []

    async def open_stream():
        clients.append(Client(await jp_ws_fetch("aml/v1/stream")))
        return clients[-1]

    async def close_all():
        for client in clients:
            await client.close()

    yield open_stream
    jp_asyncio_loop.run_until_complete(close_all())


async def test_what_a_run_does_arrives(connect, ws, run):
    run.log("loss", 1)
    stream = await connect()
    first = await stream.subscribe(1, run=run.id)
    assert {"record", "metrics", "series", "log"} <= {next(iter(update)) for update in first["updates"]}
    run.log("loss", float("nan"))
    (series,) = await stream.hear_of(1, "series")
    assert (series["v"], series["total"]) == ([None], 2)
    put_log(run, "hello\n")
    assert (await stream.hear_of(1, "log"))["text"] == "hello\n"
    run.complete()
    assert (await stream.hear_of(1, "record"))["status"] == "Completed"


def put_log(run, text):
    os.makedirs(run.paths.attempt(1).user_logs, exist_ok=True)
    put(run.paths.attempt(1).log, text, "a")


async def test_many_subscriptions_share_a_connection(connect, ws, run):
    other = start(ws, "other")
    stream = await connect()
    await stream.subscribe(1, run=run.id, parts=["series"], workspace=ws.folder)
    await stream.subscribe(2, run=other.id, parts=["series"], names=["accuracy"])
    rows = await stream.subscribe(3, runs=[run.id, other.id])
    assert {update["record"]["id"] for update in rows["updates"]} == {run.id, other.id}
    run.log("loss", 1)
    other.log("loss", 1)
    other.log("accuracy", 2)
    assert [each["name"] for each in await stream.hear_of(1, "series")] == ["loss"]
    assert [each["name"] for each in await stream.hear_of(2, "series")] == ["accuracy"]
    other.complete()
    while (record := await stream.hear_of(3, "record"))["id"] != other.id or record["status"] != "Completed":
        pass


async def test_an_id_in_use_is_replaced_and_one_that_ends_is_quiet(connect, ws, run):
    other = start(ws, "other")
    stream = await connect()
    await stream.subscribe(1, run=run.id, parts=["series"])
    replaced = await stream.subscribe(1, run=other.id, parts=["record"])
    assert replaced["updates"][0]["record"]["id"] == other.id
    await stream.say(id=1, op="unsubscribe")
    await stream.subscribe(2, run=run.id, parts=["series"])
    other.complete()
    run.log("loss", 1)
    await stream.hear_of(2, "series")
    assert stream.kept == []


async def test_after_a_lost_connection_everything_is_told_again(connect, ws, run):
    stream = await connect()
    await stream.subscribe(1, run=run.id)
    await stream.close()
    for value in (1, 2, 3):
        run.log("loss", value)
    stream = await connect()
    first = await stream.subscribe(1, run=run.id)
    (series,) = next(update["series"] for update in first["updates"] if "series" in update)
    assert (series["v"], series["reset"]) == ([1, 2, 3], True)


async def test_a_run_that_is_deleted_is_gone_and_the_others_go_on(connect, ws, run):
    other = start(ws, "other")
    stream = await connect()
    await stream.subscribe(1, run=run.id)
    await stream.subscribe(2, run=other.id, parts=["series"])
    shutil.rmtree(run.paths.folder)
    assert await stream.hear_of(1, "gone")
    other.log("loss", 1)
    assert await stream.hear_of(2, "series")


async def test_a_flood_comes_merged(connect, ws, run):
    stream = await connect()
    await stream.subscribe(1, run=run.id, parts=["series"], points=100)

    def flood():
        for step in range(20_000):
            run.log("loss", step)

    await asyncio.to_thread(flood)
    shown, messages = 0, 0
    while shown < 20_000:
        (series,) = await stream.hear_of(1, "series")
        shown, messages = series["total"], messages + 1
        assert len(series["v"]) <= 100
    assert messages < 200


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "the message"),
        ("{}", "is needed"),
        ('{"id": 1}', "op is needed"),
        ('{"id": 1, "op": "dance"}', "op is 'dance'"),
        ('{"id": "one", "op": "subscribe"}', "id is 'one'"),
        ('{"id": 1, "op": "subscribe"}', "to a run or to runs"),
        ('{"id": 1, "op": "subscribe", "run": "x", "runs": []}', "to a run or to runs"),
        ('{"id": 1, "op": "subscribe", "run": "nobody"}', "no run 'nobody'"),
        ('{"id": 1, "op": "subscribe", "run": "../x"}', "no run"),
        ('{"id": 1, "op": "subscribe", "run": "x", "parts": ["weather"]}', "'weather'"),
        ('{"id": 1, "op": "subscribe", "run": "x", "points": 1e9}', "points"),
        ('{"id": 1, "op": "subscribe", "run": "x", "workspace": "/"}', "no workspace"),
        ('{"id": 1, "op": "subscribe", "run": "x", "workspace": "/etc"}', "does not show"),
        ('{"id": 1, "op": "subscribe", "run": "x\\u0000"}', "run is"),
    ],
)
async def test_a_message_that_is_none_is_answered_with_an_error(connect, ws, run, message, words):
    stream = await connect()
    await stream.connection.write_message(message)
    told = json.loads(await stream.read())
    Draft202012Validator(schema("Error")).validate(told["error"])
    assert words in told["error"]["message"]
    assert told["error"]["hint"]
    assert told["id"] == (1 if '"id": 1' in message else None)
    assert (await stream.subscribe(2, run=run.id))["updates"]


async def test_a_message_that_is_too_long_ends_the_connection_only(connect, ws, run):
    stream = await connect()
    await stream.connection.write_message("x" * 2_000_000)
    assert await stream.read() is None
    assert (await (await connect()).subscribe(1, run=run.id))["updates"]


async def test_there_is_a_limit_to_subscriptions(connect, ws, run):
    stream = await connect()
    for number in range(MOST_SUBSCRIPTIONS):
        await stream.say(id=number, op="subscribe", run=run.id, parts=["children"])
    refused = await stream.subscribe(MOST_SUBSCRIPTIONS, run=run.id)
    assert "subscriptions on this connection already" in refused["error"]["message"]
    await stream.say(id=0, op="unsubscribe")
    assert "updates" in await stream.subscribe(MOST_SUBSCRIPTIONS, run=run.id)


async def test_a_workspace_that_breaks_is_told_and_the_connection_stays(connect, ws, run):
    stream = await connect()
    await stream.subscribe(1, run=run.id)
    put(ws.paths.config, "{")
    told = await stream.subscribe(2, run=run.id)
    assert told["error"]["code"] == "WorkspaceError"
    run.log("loss", 1)
    assert await stream.hear_of(1, "series")


async def test_a_closed_connection_leaves_nothing_behind(connect, jp_serverapp, ws, run):
    (extension,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_aml"]
    stream = await connect()
    await stream.subscribe(1, run=run.id)
    (handler,) = extension.services.streams
    (task,) = handler._tasks.values()
    await stream.close()
    await asyncio.wait([task], timeout=10)
    assert task.cancelled()
    assert not extension.services.streams


async def test_a_reader_that_does_not_read_gets_one_answer_at_a_time(connect, jp_serverapp, ws, run):
    """While an answer is not written the run is not looked at again: what comes meanwhile is one answer."""
    (extension,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_aml"]
    stream = await connect()
    await stream.subscribe(1, run=run.id, parts=["series"])
    (handler,) = extension.services.streams
    write, held, waiting = handler.write_message, asyncio.Event(), asyncio.Event()

    async def slow(message, *args):
        waiting.set()
        await held.wait()
        await write(message, *args)

    handler.write_message = slow
    run.log("loss", 1)
    await asyncio.wait_for(waiting.wait(), 10)
    for value in (2, 3, 4):
        run.log("loss", value)
    held.set()
    assert (await stream.hear_of(1, "series"))[0]["v"] == [1]
    assert (await stream.hear_of(1, "series"))[0]["v"] == [2, 3, 4]
