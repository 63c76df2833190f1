"""One real script through a real agent, seen only through the server."""

import asyncio
import json

from server_support import call, check

from jupyterlab_aml import Experiment, ScriptRunConfig

CODE = """
from jupyterlab_aml import Run

def train(rate):
    return 1 / rate

Run.get_context().log("rate", 0)
train(0)
"""


async def test_a_script_that_fails_is_followed_explained_and_retried(jp_fetch, jp_ws_fetch, ws, script):
    source = script(CODE)
    stream = await jp_ws_fetch("aml/v1/stream")
    run = await asyncio.to_thread(Experiment(ws, "real").submit, ScriptRunConfig(source_directory=source, script="train.py"))
    await stream.write_message(json.dumps({"id": 1, "op": "subscribe", "run": run.id}))
    told = await until_ended(stream)
    assert {"record", "metrics", "series", "log"} <= {next(iter(update)) for update in told}
    detail = check(await call(jp_fetch, f"runs/{run.id}"), "/runs/{run}")
    assert detail["code_line"] == {"path": "train.py", "line": 5, "text": "return 1 / rate"}
    phases = [phase["status"] for phase in detail["attempts"][0]["phases"]]
    assert phases[0] == "Queued"
    assert phases[-1] == "Failed"
    assert {"Provisioning", "Preparing", "Running"} <= set(phases)
    check(await call(jp_fetch, f"runs/{run.id}/retry", "POST"), "/runs/{run}/{action}", "post")
    assert any("record" in update and update["record"]["attempt"] == 2 for update in await until_ended(stream))
    stream.close()
    assert await asyncio.wait_for(drain(stream), 10) is None
    detail = check(await call(jp_fetch, f"runs/{run.id}"), "/runs/{run}")
    assert [attempt["number"] for attempt in detail["attempts"]] == [1, 2]
    assert "attempt-1/user_logs/std_log.txt" in [log["path"] for log in detail["logs"]]
    check(await call(jp_fetch, f"runs/{run.id}", "DELETE"), "/runs/{run}", "delete")


async def until_ended(stream):
    """Return the updates up to the first record that tells an end."""
    found = []
    while True:
        updates = json.loads(await asyncio.wait_for(stream.read_message(), 60))["updates"]
        found += updates
        if any("record" in update and update["record"]["status"] == "Failed" for update in updates):
            return found


async def drain(stream):
    while await stream.read_message() is not None:
        pass
