"""The Run object in a notebook: what it shows, waits for, keeps and removes."""

import io
import json
import os
import pickle
import subprocess
import sys
import threading
import zipfile

import pytest

from jupyterlab_aml import Experiment, Run, ScriptRunConfig
from jupyterlab_aml.errors import ActivityFailedError, ConflictError, NotFoundError, UserError
from jupyterlab_aml.runfiles import metrics as metric_lines
from jupyterlab_aml.runfiles.files import append, dumps, write_once
from jupyterlab_aml.runfiles.process import claim_record
from jupyterlab_aml.workspace import metric_fold


@pytest.fixture
def experiment(ws):
    return Experiment(ws, "exp")


@pytest.fixture
def submitted(experiment, script, no_agent):
    """A submitted run whose runner is this test."""
    return experiment.submit(ScriptRunConfig(script("print(1)"), "train.py", ["--a", 1]))


def begin(run, attempt=1):
    paths = run.paths.attempt(attempt)
    os.makedirs(paths.user_logs)
    write_once(paths.started, dumps(claim_record()))
    append(paths.events, {"t": 10.0, "status": "Running"})
    return paths


def finish(paths, status="Completed", **more):
    append(paths.events, {"t": 12.5, "status": status, "exit_code": 0, "reason": "", **more})


def write(paths, data):
    with open(paths.log, "ab") as file:
        file.write(data)


def test_an_interactive_run(experiment):
    run = experiment.start_logging(display_name="by hand")
    assert (run.status, run.type, run.experiment, run.workspace) == ("Running", "interactive", experiment, experiment.workspace)
    run.log("loss", 0.5)
    run.complete()
    record = run.record()
    assert (record.status, record.metrics, record.display_name) == ("Completed", {"loss": 0.5}, "by hand")
    assert run.wait_for_completion()["status"] == "Completed"
    with pytest.raises(ConflictError):
        run.cancel()


def test_a_record_goes_on_reading_long_metrics_where_it_was(experiment, monkeypatch):
    monkeypatch.setattr(metric_fold, "LONG_BYTES", 100)
    monkeypatch.setattr(metric_fold, "_SLICE_BYTES", 1000)
    monkeypatch.setattr(metric_lines, "_CHUNK", 1000)
    run = experiment.start_logging()
    for number in range(100):
        run.log("loss", number)
    run.complete()
    for _ in range(10):
        assert run.record().metrics == {"loss": 99}
    monkeypatch.setattr(metric_lines, "parse_lines", None)
    assert run.record().metrics == {"loss": 99}


def test_runs_are_the_same_from_everywhere(ws, experiment):
    run = experiment.start_logging()
    child = run.child_run("inner")
    assert child.parent == run == Run(experiment, run.id) == Run.get(ws, run.id) == pickle.loads(pickle.dumps(run))
    assert isinstance(child.parent, Run)
    assert child.parent.experiment == child.experiment == experiment
    child.complete()
    run.complete()
    assert list(Run.list(experiment)) == [run]
    assert set(Run.list(experiment, include_children=True, status="Completed")) == {run, child}


def test_details_have_the_keys_of_the_sdk(submitted):
    paths = begin(submitted)
    write(paths, b"hello\n")
    finish(paths, "Failed", reason="exit code 1", error={"code": "UserError", "message": "exit code 1"})
    details = submitted.get_details()
    assert (details["runId"], details["target"], details["status"]) == (submitted.id, "local", "Failed")
    assert (details["startTimeUtc"], details["endTimeUtc"]) == ("1970-01-01T00:00:10.000Z", "1970-01-01T00:00:12.500Z")
    assert details["runDefinition"]["script"] == "train.py"
    assert details["runDefinition"]["arguments"] == ["--a", "1"]
    assert details["error"] == {"error": {"code": "UserError", "message": "exit code 1"}}
    assert details["properties"]["ContentSnapshotId"] == submitted.get_snapshot_id()
    assert details["logFiles"] == submitted.log_files() == {"user_logs/std_log.txt": paths.log}
    assert submitted.get_details_with_logs()["logFiles"] == {"user_logs/std_log.txt": "hello\n"}
    assert submitted.get_portal_url() == "file://" + submitted.paths.folder
    json.dumps(details)


def test_all_logs_are_copied(submitted, tmp_path):
    paths = begin(submitted)
    write(paths, b"hello\n")
    finish(paths)
    copies = submitted.get_all_logs(str(tmp_path / "logs"))
    assert copies == [str(tmp_path / "logs" / "user_logs" / "std_log.txt")]
    with open(copies[0]) as file:
        assert file.read() == "hello\n"


def test_a_failed_run_is_an_error_with_the_end_of_its_log(submitted):
    paths = begin(submitted)
    write(paths, b"".join(b"line %d\n" % number for number in range(100)))
    finish(paths, "Failed", exit_code=3, reason="exit code 3: ValueError: no")
    with pytest.raises(ActivityFailedError) as caught:
        submitted.wait_for_completion()
    text = str(caught.value)
    assert "ValueError: no" in text
    assert "line 60\n" in text
    assert "line 59\n" not in text
    assert caught.value.details["exit_code"] == 3
    assert submitted.wait_for_completion(raise_on_error=False)["status"] == "Failed"


def test_the_log_is_streamed_to_its_last_byte(submitted, capsys):
    paths = begin(submitted)
    write(paths, "grün"[:3].encode()[:-1])  # half a character

    def go_on():
        write(paths, "grün".encode()[len("grün"[:3].encode()) - 1 :] + b"\xff\n")
        finish(paths)

    first = threading.Event()
    seen = io.StringIO()

    def see(text):
        seen.write(text)
        first.set()

    thread = threading.Thread(target=lambda: (first.wait(20), go_on()))
    thread.start()
    record = submitted.stream(see)
    thread.join()
    assert (seen.getvalue(), record.status) == ("grün\ufffd\n", "Completed")
    submitted.wait_for_completion(show_output=True)
    assert capsys.readouterr().out == f"RunId: {submitted.id}\n\ngrün\ufffd\n\nCompleted\n"


def test_a_stream_goes_on_with_the_next_attempt(submitted):
    write(begin(submitted), b"one\n")
    seen = []

    def see(text):
        seen.append(text)
        if text == "one\n":
            second = begin(submitted, 2)
            write(second, b"two\n")
            finish(second)

    assert submitted.stream(see).attempt == 2
    assert seen == ["one\n", "two\n"]
    assert list(submitted.log_files()) == ["user_logs/std_log.txt", "attempt-1/user_logs/std_log.txt"]


def test_a_stream_that_does_not_follow(submitted):
    write(begin(submitted), b"so far")
    seen = []
    assert submitted.stream(seen.append, follow=False).status == "Running"
    assert seen == ["so far"]


def test_waiting_has_an_end(submitted):
    assert submitted.wait(timeout_s=0).status == "Queued"
    assert submitted.wait(timeout_s=0.02).status == "Queued"


def test_an_interrupted_wait_says_that_the_run_goes_on(submitted, capsys, monkeypatch):
    begin(submitted)

    def interrupt(_text):
        raise KeyboardInterrupt

    write(submitted.paths.attempt(1), b"x")
    monkeypatch.setattr("jupyterlab_aml.workspace.run._print", interrupt)
    with pytest.raises(KeyboardInterrupt):
        submitted.wait_for_completion(show_output=True)
    assert "goes on; run.cancel() ends it" in capsys.readouterr().err
    assert submitted.status == "Running"


def test_cancel_and_retry_are_requests(submitted, no_agent):
    with pytest.raises(ConflictError, match="only a run that has ended"):
        submitted.retry()
    submitted.cancel()
    assert submitted.status == "CancelRequested"
    finish(begin(submitted), "Canceled")
    with pytest.raises(ConflictError):
        submitted.cancel()
    os.unlink(submitted.paths.workspace.marker(submitted.id))
    no_agent.clear()
    submitted.retry()
    assert (submitted.status, submitted.record().attempt, len(no_agent)) == ("Queued", 2, 1)
    assert os.path.exists(submitted.paths.workspace.marker(submitted.id))
    with pytest.raises(ConflictError):
        submitted.retry()


def test_only_submitted_runs_are_repeated(experiment):
    run = experiment.start_logging()
    run.complete()
    with pytest.raises(UserError, match="was not submitted"):
        run.retry()


def test_delete_takes_the_children_along(ws, experiment):
    run = experiment.start_logging()
    child = run.child_run()
    grandchild = child.child_run()
    run.complete()
    child.complete()
    with pytest.raises(ConflictError, match=f"child {grandchild.id} is Running"):
        run.delete()
    grandchild.complete()
    run.delete()
    assert os.listdir(ws.paths.runs) == []
    assert ws.list_runs() == []
    with pytest.raises(NotFoundError):
        run.wait()


def test_clean_leaves_the_results(submitted):
    paths = begin(submitted)
    os.makedirs(paths.code)
    with pytest.raises(ConflictError):
        submitted.clean()
    finish(paths)
    assert submitted.clean() == [paths.code]
    assert submitted.clean() == []
    assert submitted.status == "Completed"


def test_snapshots_come_back_as_zip(submitted, tmp_path, experiment, script):
    path = submitted.restore_snapshot(path=str(tmp_path / "code.zip"))
    with zipfile.ZipFile(path) as archive:
        assert archive.read("train.py") == b"print(1)"
    run = experiment.start_logging()
    with pytest.raises(NotFoundError, match="take_snapshot"):
        run.restore_snapshot()
    first = run.take_snapshot(os.path.join(script("print(2)"), "train.py"))
    assert run.take_snapshot(os.path.join(script("print(2)"), "train.py")) == first == run.get_snapshot_id()
    with pytest.raises(ConflictError, match="has a snapshot"):
        run.take_snapshot(script("print(3)", "other.py"))
    with pytest.raises(NotFoundError):
        run.take_snapshot(tmp_path / "no")
    with pytest.raises(NotFoundError):
        run.restore_snapshot("0" * 64)
    run.complete()


def test_a_run_whose_process_died_is_lost(ws, experiment):
    code = f"from jupyterlab_aml import *; import os; Experiment(Workspace.open({ws.folder!r}), 'exp').start_logging(); os._exit(0)"
    subprocess.run([sys.executable, "-c", code], check=True)
    (record,) = ws.list_runs()
    assert (record.status, record.error["code"]) == ("Failed", "RunLost")
    assert "pid" in record.status_reason
    assert ws.get_run(record.id).status == "Failed"


def test_what_only_azure_has(experiment):
    run = experiment.start_logging()
    with pytest.raises(UserError, match="--env"):
        run.get_secret("name")
    with pytest.raises(AttributeError):
        _ = run.no_such_thing
    run.complete()


def test_the_card(experiment):
    run = experiment.start_logging(display_name="<script>alert(1)</script>", tags={"<k>": '"v"'})
    for number in range(15):
        run.log(f"metric <{number:02}>", number / 3)
    run.fail("it <broke>")
    html = run._repr_html_()
    assert "<script>" not in html
    assert "&lt;k&gt;: &quot;v&quot;" in html
    assert "it &lt;broke&gt;" in html
    assert "metric &lt;11&gt;" in html
    assert "and 3 more" in html
    assert "✗" in html
    assert "--jp-error-color1" in html
