"""Metrics and tags that come when a run has ended reach the lists; those that come in time cost nothing more."""

import os
import subprocess
import sys

from context_support import make_submitted, python, workspace_fixture  # noqa: F401

from jupyterlab_aml import Experiment, Workspace
from jupyterlab_aml.runfiles.files import append


def edits(workspace):
    try:
        with open(workspace.paths.edits) as file:
            return len(file.readlines())
    except FileNotFoundError:
        return 0


def listed(workspace, run):
    return next(record for record in workspace.list_runs() if record.id == run.id).metrics


def test_metrics_logged_after_complete_are_listed(ws):
    run = Experiment(ws, "late").start_logging()
    run.log("loss", 1.0)
    run.complete()
    assert listed(ws, run) == {"loss": 1.0}
    assert edits(ws) == 0
    for value in (0.5, 0.25):
        run.log("loss", value)
        assert listed(ws, run) == {"loss": value}
    run.log_list("more", [1, 2])
    run.log_row("row", x=1)
    run.log("after", 1)
    assert listed(ws, run) == {"loss": 0.25, "after": 1}
    assert run.get_metrics()["loss"] == [1.0, 0.5, 0.25]


def test_metrics_of_another_process_are_listed_too(workspace, tmp_path):
    """A notebook adds the test score to a submitted run: before and after the end, with the same run object."""
    paths = make_submitted(workspace)
    ws = Workspace.open(tmp_path)
    run = ws.get_run(paths.run_id)
    run.log("before", 1)
    assert listed(ws, run) == {"before": 1}
    append(paths.attempt(1).events, {"t": 2.0, "status": "Completed", "exit_code": 0})
    assert listed(ws, run) == {"before": 1}
    run.log("before", 2)
    run.log("after", 3, step=1)
    assert listed(ws, run) == {"before": 2, "after": 3}
    run.tag("looked_at", "yes")
    assert ws.list_runs(tags="looked_at")[0].id == run.id
    assert len(os.listdir(paths.attempt(1).metrics)) == 1
    ws.index.close()


def test_a_script_that_logs_to_its_parent_which_has_ended(ws):
    parent = Experiment(ws, "late").start_logging()
    child = parent.child_run()
    parent.complete()
    child.parent.log("best", 1)
    assert listed(ws, parent) == {"best": 1}
    child.complete()


def test_the_script_itself_leaves_no_hints(workspace, tmp_path):
    paths = make_submitted(workspace)
    code = "from jupyterlab_aml import Run\nrun = Run.get_context()\nfor i in range(5):\n    run.log('m', i)\n    run.log_list('l', [i])\n"
    python(tmp_path, code, AML_RUN_DIR=paths.folder, AML_ATTEMPT="1")
    assert not os.path.exists(workspace.edits)


def test_a_forked_worker_of_an_interactive_run_writes_its_own_file(ws):
    code = (
        "import os\nfrom jupyterlab_aml import Workspace, Experiment\nrun = Experiment(Workspace.from_config(), 'fork').start_logging()\n"
        "run.log('m', 1)\npid = os.fork()\nif pid == 0:\n    run.log('m', 2)\n    os._exit(0)\nos.waitpid(pid, 0)\nrun.log('m', 3)\n"
        "print(sorted(run.get_metrics()['m']))\nrun.complete()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ws.folder, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[1, 2, 3]\n"
    assert edits(ws) == 0
