"""``run.progress``: what is told, how often it is written, and what readers make of the file."""

import math

import numpy as np
import pytest
from cli_support import Terminal, make_ended_run
from context_support import enter, lines, make_submitted, python, run_fixture, workspace_fixture  # noqa: F401
from engine_support import make_workspace

from jupyterlab_aml import Experiment, Run, ScriptRunConfig
from jupyterlab_aml.errors import RunEnvironmentError, UserError
from jupyterlab_aml.runfiles.progress import read_progress
from jupyterlab_aml.runner.progress import BURST
from jupyterlab_aml.workspace.record import read_record


def tell(run, *texts):
    with open(run.attempt(1).progress, "ab") as file:
        file.writelines(text.encode() + b"\n" for text in texts)


def test_the_newest_call_is_what_is_shown(run):
    run.progress(1, 4)
    run.progress(np.int64(2), np.float32(4), "training")
    assert read_record(run.paths).progress == {"done": 2, "total": 4, "what": "training"}
    run.progress(3, 4)
    assert read_record(run.paths).progress == {"done": 3, "total": 4, "what": None}


def test_no_word_no_progress(run):
    assert read_record(run.paths).progress is None


def test_a_fast_loop_writes_little_and_the_last(run):
    for number in range(5001):
        run.progress(number, 5000)
    written = lines(run.paths.attempt(1).progress)
    assert BURST <= len(written) < 200
    assert written[-1]["done"] == 5000


@pytest.mark.parametrize(
    ("done", "total", "wrong"),
    [
        (-1, 2, "done=-1"),
        (1, math.nan, "total=nan"),
        ("a", 2, "done='a'"),
        (None, 2, "done=None"),
        (1, math.inf, "total=inf"),
        (True, 2, "done=True"),
    ],
)
def test_what_is_no_amount_is_refused(run, done, total, wrong):
    with pytest.raises(UserError, match=wrong):
        run.progress(done, total)


def test_what_must_be_text_and_is_cut(run):
    with pytest.raises(UserError, match="text is needed"):
        run.progress(1, 2, 3)
    run.progress(1, 2, "x" * 999)
    assert len(read_progress(run.paths.attempt(1))["what"]) == 200


def test_only_the_first_rank_tells(run, monkeypatch):
    monkeypatch.setenv("AML_RANK", "1")
    run.progress(1, 2)
    assert read_progress(run.paths.attempt(1)) is None


def test_another_process_is_refused(workspace, monkeypatch):
    mine, other = make_submitted(workspace), make_submitted(workspace)
    run = enter(monkeypatch, mine)
    with pytest.raises(RunEnvironmentError, match="told by the process that runs it"):
        type(run)(other).progress(1, 2)


def test_without_a_workspace_it_is_printed(tmp_path):
    code = "from jupyterlab_aml import Run\nrun = Run.get_context()\nrun.progress(1, 2)\nrun.progress(2, 2, 'done')\n"
    said = python(tmp_path, code).stdout.splitlines()
    assert [line.partition("): ")[2] for line in said] == ["progress 1 of 2", "progress 2 of 2: done"]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (['{"done": 1, "total": 2}', "rubbish"], 1),
        (['{"done": 1, "total": 2}', '{"done": "2", "total": 2}', '{"done": NaN, "total": 2}', "[1]", '{"done": 2, "total": 2, "what": 3}'], 1),
        ([f'{{"done": {number}, "total": 9999}}' for number in range(1000)], 999),
        (['{"done": 7, "total": 9, "what": "%s"}' % ("ü" * 50)] * 200, 7),
    ],
    ids=["cut", "foreign", "long", "many bytes"],
)
def test_the_newest_usable_line_counts(run, texts, shown):
    tell(run.paths, *texts)
    problems = []
    assert read_progress(run.paths.attempt(1), problems)["done"] == shown
    assert not problems


def test_a_line_that_is_being_written_is_left_for_later(run):
    tell(run.paths, '{"done": 1, "total": 2}')
    with open(run.paths.attempt(1).progress, "ab") as file:
        file.write(b'{"done": 2, "to')
    assert read_progress(run.paths.attempt(1))["done"] == 1


def test_rubbish_is_a_problem_and_nothing_more(run):
    tell(run.paths, "rubbish", "{}")
    record = read_record(run.paths)
    assert record.progress is None
    assert "progress.jsonl has no usable line" in record.problems


def test_the_page_of_the_run_prints_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = make_ended_run(make_workspace(tmp_path), "train_1795000000_aaaa1111", "Failed")
    tell(run, '{"t": 1, "done": 3, "total": 12, "what": "cell 4: evil \\u001b[31m"}')
    shown = Terminal(capsys)("runs", "show", "@last").out
    assert "progress     3 of 12 (25 %): cell 4: evil  [31m\n" in shown
    tell(run, '{"t": 1, "done": 3.5, "total": 0}')
    assert "progress     3.5 of 0\n" in Terminal(capsys)("runs", "show", "@last").out


def test_lists_show_it_too(ws, script):
    run = Experiment(ws, "e").submit(
        ScriptRunConfig(script("from jupyterlab_aml import Run\nRun.get_context().progress(3, 4, 'half-way')"), "train.py")
    )
    run.wait_for_completion()
    told = {"done": 3, "total": 4, "what": "half-way"}
    assert run.record().progress == told
    assert [record.progress for record in ws.list_runs()] == [told]


def test_a_list_of_running_runs_is_brought_up_to_date(ws):
    run = Experiment(ws, "e").start_logging()
    run.log("loss", 1)
    for number in (1, 2):
        run.progress(number, 2)
        assert [record.progress["done"] for record in ws.list_runs()] == [number]
    run.complete()
    assert Run.get(ws, run.id).record().progress["done"] == 2
