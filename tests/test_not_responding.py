"""A runner on another host that gives no sign of life: contact is lost, and may come back."""

import os
import time

import pytest
from engine_support import make_run, make_workspace

from jupyterlab_aml import Workspace
from jupyterlab_aml.runfiles.files import append, dumps, replace
from jupyterlab_aml.runfiles.process import HOST, claim_record
from jupyterlab_aml.runfiles.status import fold, read_facts


@pytest.fixture
def run(tmp_path, no_agent):
    """A run that runs on another host, heard of a moment ago."""
    run = make_run(make_workspace(tmp_path), command=["true"])
    claim(run, "node-7")
    return run


def claim(run, host):
    there = run.attempt(1)
    os.makedirs(there.folder)
    replace(there.started, dumps({**claim_record(), "host": host}))
    append(there.events, {"t": time.time() - 3600, "status": "Running"})


def heard(run, seconds_ago):
    moment = time.time() - seconds_ago
    os.utime(run.attempt(1).started, (moment, moment))


def status(run):
    return fold(read_facts(run))


def test_a_heartbeat_is_a_sign_of_life(run):
    heard(run, 55)
    assert status(run).status == "Running"


def test_silence_is_told_with_the_host_and_how_long_and_is_no_end(run):
    heard(run, 95)
    found = status(run)
    assert (found.status, found.reason) == ("NotResponding", "no sign of life from its runner on host node-7 for 95 s")
    assert (found.final, found.ended) == (False, None)
    assert found.started is not None


def test_it_comes_back_with_the_heartbeat(run):
    heard(run, 95)
    assert status(run).status == "NotResponding"
    heard(run, 0)
    assert status(run).status == "Running"


def test_a_line_of_the_runner_is_a_sign_of_life_as_well(run):
    heard(run, 95)
    append(run.attempt(1).events, {"t": time.time(), "status": "Finalizing"})
    assert status(run).status == "Finalizing"


def test_the_end_is_the_end_whatever_the_heartbeat(run):
    append(run.attempt(1).events, {"t": time.time() - 3000, "status": "Completed", "exit_code": 0})
    heard(run, 2000)
    assert status(run).status == "Completed"


def test_a_cancel_that_nobody_answers_is_named(run):
    os.makedirs(run / "request")
    replace(run.request("cancel", 1), dumps({"t": 1.0, "by": "ada"}))
    heard(run, 95)
    assert status(run).reason == "no sign of life from its runner on host node-7 for 95 s; cancel asked by ada"
    heard(run, 0)
    assert (status(run).status, status(run).reason) == ("CancelRequested", "asked by ada")


def test_here_the_process_itself_is_asked(tmp_path, no_agent):
    run = make_run(make_workspace(tmp_path), command=["true"])
    claim(run, HOST)
    heard(run, 95)
    assert status(run).status == "Running"


def test_an_interactive_run_has_no_heartbeat(tmp_path):
    run = make_run(make_workspace(tmp_path), submit=False, type="interactive")
    claim(run, "node-7")
    heard(run, 95)
    assert status(run).status == "Running"


def test_lists_notice_though_no_file_changes(run):
    """Only the clock changes: the index has to look again by itself."""
    workspace = Workspace.open(os.path.dirname(run.workspace.root))
    heard(run, 0)
    for folder in (run.folder, run.attempt(1).folder):
        os.utime(folder, (1, 1))  # else the index looks again because they were touched just now
    workspace.list_runs()
    assert [record.status for record in workspace.list_runs(status="Running")] == ["Running"]
    heard(run, 95)
    assert [record.status_reason for record in workspace.list_runs(status="NotResponding")] == [
        "no sign of life from its runner on host node-7 for 95 s"
    ]
    heard(run, 300)
    assert workspace.list_runs()[0].status_reason.endswith("for 300 s")
    heard(run, 0)
    assert workspace.list_runs(status="NotResponding") == []
    assert workspace.list_runs()[0].status == "Running"
    workspace.index.close()
