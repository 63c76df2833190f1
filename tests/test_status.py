"""The fold from facts to status, row by row of docs/run-folder.md."""

import os

import pytest
from engine_support import make_run, make_workspace

from jupyterlab_aml.runfiles.files import append, dumps, replace, touch
from jupyterlab_aml.runfiles.status import fold, read_facts
from jupyterlab_aml.workspace.record import read_record


@pytest.fixture
def run(tmp_path):
    return make_run(make_workspace(tmp_path), command=["true"])


def status(run):
    return fold(read_facts(run))


def attempt(run, number, *events, started=True):
    paths = run.attempt(number)
    os.makedirs(paths.folder, exist_ok=True)
    if started:
        replace(paths.started, dumps({"t": 1.0, "host": "h", "boot": "b", "pid": 1, "ticks": 1}))
    for event in events:
        append(paths.events, {"t": 2.0, **event})


def request(run, verb, number):
    os.makedirs(run / "request", exist_ok=True)
    replace(run.request(verb, number), dumps({"t": 3.0, "by": "ada"}))


def dispatch(run, event, number=1, reason=""):
    append(run.dispatch, {"t": 4.0, "event": event, "attempt": number, "reason": reason})


def test_nothing_but_the_spec_is_queued(run):
    assert status(run).status == "Queued"


def test_an_interactive_run_without_facts_is_not_started(tmp_path):
    run = make_run(make_workspace(tmp_path), submit=False, type="interactive")
    assert status(run).status == "NotStarted"


def test_a_launch_line_alone_is_still_queued(run):
    dispatch(run, "launch")
    assert status(run).status == "Queued"


def test_a_claim_is_preparing(run):
    attempt(run, 1)
    assert status(run).status == "Preparing"


def test_the_last_event_is_the_status_and_running_is_the_start(run):
    attempt(run, 1, {"status": "Preparing"}, {"status": "Starting"}, {"status": "Running", "t": 7.0})
    assert (status(run).status, status(run).started) == ("Running", 7.0)


def test_a_final_event_wins_over_everything(run):
    attempt(run, 1, {"status": "Failed", "reason": "exit code 3", "exit_code": 3, "error": {"code": "UserError"}})
    request(run, "cancel", 1)
    dispatch(run, "canceled")
    replace(run.attempt(1).lost, dumps({"t": 9.0, "reason": "lost"}))
    found = status(run)
    assert (found.status, found.reason, found.exit_code, found.error) == ("Failed", "exit code 3", 3, {"code": "UserError"})


def test_lost_is_failed_with_its_reason(run):
    attempt(run, 1, {"status": "Running"})
    replace(run.attempt(1).lost, dumps({"t": 9.0, "reason": "the runner died"}))
    found = status(run)
    assert (found.status, found.reason, found.ended, found.error["code"]) == ("Failed", "the runner died", 9.0, "RunLost")


@pytest.mark.parametrize(("event", "expected"), [("canceled", "Canceled"), ("refused", "Failed")])
def test_what_the_agent_wrote_before_a_start(run, event, expected):
    dispatch(run, event, reason="because")
    assert (status(run).status, status(run).reason) == (expected, "because")


def test_a_cancel_request_shows_until_it_is_done(run):
    attempt(run, 1, {"status": "Running"})
    request(run, "cancel", 1)
    assert (status(run).status, status(run).reason) == ("CancelRequested", "asked by ada")


def test_a_retry_is_a_new_attempt_that_is_queued(run):
    attempt(run, 1, {"status": "Failed"})
    request(run, "cancel", 1)
    request(run, "retry", 2)
    assert (status(run).status, status(run).attempt) == ("Queued", 2)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"null"])
def test_a_damaged_spec_is_failed_and_says_so(run, content):
    replace(run.spec, content)
    record = read_record(run)
    assert record.status == "Failed"
    assert record.problems
    assert record.problems[0].startswith("run.json")


def test_damaged_lines_are_counted_and_the_rest_is_used(run):
    attempt(run, 1, {"status": "Running"})
    with open(run.attempt(1).events, "ab") as file:
        file.write(b'{"half": \n\x00\xff garbage\n[1]\n')
    append(run.attempt(1).events, {"t": 5.0, "status": "Completed", "exit_code": 0})
    record = read_record(run)
    assert record.status == "Completed"
    assert record.problems == ("events.jsonl has 3 damaged line(s)",)


def test_a_line_without_its_end_is_not_read_yet(run):
    attempt(run, 1, {"status": "Running"})
    with open(run.attempt(1).events, "ab") as file:
        file.write(b'{"t": 5.0, "status": "Completed"')
    record = read_record(run)
    assert (record.status, record.problems) == ("Running", ())


def test_foreign_files_and_folders_change_nothing(run):
    touch(run / "attempt-x")
    os.makedirs(run / "attempt-")
    touch(run / "notes.txt")
    os.makedirs(run / "request")
    touch(os.path.join(run / "request", "please"))
    os.makedirs(run.notes)
    touch(os.path.join(run.notes, "README"))
    assert read_record(run).problems == ()
    assert read_record(run).status == "Queued"


def test_folders_where_files_should_be_are_problems_not_errors(run):
    attempt(run, 1, started=False)
    os.makedirs(run.attempt(1).started)
    os.makedirs(run.attempt(1).events)
    record = read_record(run)
    assert len(record.problems) == 2
