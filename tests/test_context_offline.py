import os

import pytest
from context_support import make_submitted, python, run_fixture, workspace_fixture  # noqa: F401

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError
from jupyterlab_aml.runner.context import RunContext
from jupyterlab_aml.runner.offline import nearest_workspace
from jupyterlab_aml.runner.printed_run import PrintedRun

START = "from jupyterlab_aml.runner.context import Run\nrun = Run.get_context()\n"


def only_run(workspace):
    (run_id,) = workspace.run_ids()
    return RunContext(workspace.run(run_id))


def test_a_script_started_by_hand_is_recorded(workspace, tmp_path):
    deep = tmp_path / "some" / "where"
    deep.mkdir(parents=True)
    python(deep, START + "run.log('m', 1)\nassert run is Run.get_context()\nassert run.id.startswith('OfflineRun_')\n", "--lr", "0.1")
    run = only_run(workspace)
    assert (run.type, run.status, run.experiment.name) == ("offline", "Completed", "train")
    assert run.get_metrics() == {"m": 1}
    assert run._spec["script"].endswith("train.py")
    assert run._spec["arguments"] == ["--lr", "0.1"]
    assert run._spec["submit"] is False


def test_a_script_that_dies_is_failed(workspace, tmp_path):
    done = python(tmp_path, START + "raise ValueError('no data')", check=False)
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("ValueError: no data")
    assert only_run(workspace).get_detailed_status() == {"status": "Failed", "details": "ValueError: no data"}


def test_the_hook_of_the_script_still_runs(workspace, tmp_path):
    code = START + "import sys\nsys.excepthook = lambda *_: print('mine')\n1 / 0\n"
    assert python(tmp_path, code, check=False).stdout == "mine\n"
    assert only_run(workspace).status == "Failed"


def test_a_script_that_ended_its_run_itself(workspace, tmp_path):
    python(tmp_path, START + "run.fail('enough')")
    assert only_run(workspace).get_detailed_status() == {"status": "Failed", "details": "enough"}


def test_forked_workers_do_not_end_the_run(workspace, tmp_path):
    code = START + "import os, sys\nif os.fork() == 0:\n    run.log('m', 1)\n    sys.exit()\nos.wait()\nassert run.status == 'Running', run.status\n"
    python(tmp_path, code)
    assert only_run(workspace).get_metrics() == {"m": 1}


def test_spawned_workers_join_the_run(workspace, tmp_path):
    code = START + (
        "import multiprocessing\n"
        "def work(number):\n    Run.get_context().log('m', number)\n"
        "if __name__ == '__main__':\n"
        "    workers = [multiprocessing.get_context('spawn').Process(target=work, args=(n,)) for n in range(2)]\n"
        "    [worker.start() for worker in workers]\n    [worker.join() for worker in workers]\n"
    )
    python(tmp_path, code)
    assert sorted(only_run(workspace).get_metrics()["m"]) == [0, 1]


def test_the_workspace_can_be_named(workspace, tmp_path, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for named in (str(tmp_path), workspace.root):
        python(elsewhere, START, AML_WORKSPACE=named)
    assert len(list(workspace.run_ids())) == 2
    monkeypatch.setenv("AML_WORKSPACE", str(elsewhere))
    with pytest.raises(NotFoundError, match="AML_WORKSPACE"):
        nearest_workspace()


def test_without_a_workspace_nothing_is_written(tmp_path):
    code = START + (
        "run.log('loss', 0.5)\nrun.log('loss', 0.25, step=1)\nrun.log_row('r', x=1)\nrun.tag('a', 1)\n"
        "with run.child_run('c') as child:\n    child.log('m', 1)\n"
        "assert run.get_metrics() == {'loss': [0.5, 0.25], 'r': {'x': 1}}, run.get_metrics()\n"
        "assert run.tags == {'a': '1'} and child.status == 'Completed' and child.parent is run\n"
        "assert run.experiment.name == 'train' and run.id.startswith('OfflineRun_')\n"
        "run.complete()\nassert run.status == 'Completed'\n"
    )
    done = python(tmp_path, code)
    assert os.listdir(tmp_path) == ["train.py"]
    assert "metric 'loss': 0.5" in done.stdout
    assert done.stderr == ""


def test_an_unwritable_workspace_does_not_stop_the_script(workspace, tmp_path):
    os.rmdir(workspace.runs)
    with open(workspace.runs, "w", encoding="utf-8"):
        pass
    done = python(tmp_path, START + "run.log('m', 1)")
    assert "this run is not recorded" in done.stderr
    assert "metric 'm': 1" in done.stdout


def test_a_printed_run_has_files_and_labels(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").write_text("1")
    run = PrintedRun()
    run.upload_file("outputs/a", "a")
    run.display_name = "me"
    run.add_properties({"p": 1})
    with pytest.raises(ConflictError):
        run.upload_file("outputs/a", "a")
    with pytest.raises(ConflictError):
        run.add_properties({"p": 2})
    with pytest.raises(UserError):
        run.log("m", None)
    run.download_file("outputs/a", "b")
    assert (tmp_path / "b").read_text() == "1"
    assert (run.display_name, run.properties, run.get_file_names()) == ("me", {"p": "1"}, ["outputs/a"])
    run.cancel()
    with pytest.raises(ConflictError):
        run.complete()
    assert "file 'outputs/a'" in capsys.readouterr().out
    assert not os.path.exists("not-recorded")


def test_a_console_is_no_script(workspace, tmp_path):
    python(tmp_path, f"import subprocess, sys; subprocess.run([sys.executable, '-c', {START!r}], check=True)")
    run = only_run(workspace)
    assert (run.experiment.name, run._spec["script"], run.status) == ("console", None, "Completed")


def test_a_submitted_run_wins(workspace, tmp_path):
    run = make_submitted(workspace)
    assert python(tmp_path, START + "print(run.id)", AML_RUN_DIR=run.folder).stdout == run.run_id + "\n"
