"""Notebooks as runs, with real kernels."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from engine_support import log_of, marked_pids, until
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from jupyterlab_aml import Experiment, NotebookRunConfig

DEFAULTS = "alpha = 1\nkind = 'a'\nsizes = []\nflag = None"


@pytest.fixture
def notebook(tmp_path):
    """Write a notebook of code cells into the source folder; a cell may be (source, tags)."""

    def write(*cells, name="it's mine.ipynb", **metadata):
        folder = tmp_path / "so urce"
        folder.mkdir(exist_ok=True)
        made = [new_code_cell(cell) if isinstance(cell, str) else new_code_cell(cell[0], metadata={"tags": cell[1]}) for cell in cells]
        nbformat.write(new_notebook(cells=[new_markdown_cell("# A notebook"), *made], metadata=metadata), folder / name)
        return str(folder)

    return write


@pytest.fixture
def submit(ws):
    def go(folder, name="it's mine.ipynb", **settings):
        return Experiment(ws, "notebooks").submit(NotebookRunConfig(folder, name, **settings))

    return go


def executed(run, name="it's mine.ipynb"):
    """The code cells of the executed notebook."""
    return [cell for cell in nbformat.read(run.paths / f"outputs/{name}", as_version=4).cells if cell.cell_type == "code"]


def texts(cell):
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def test_parameters_arrive_with_their_types_and_the_run_is_there(notebook, submit):
    folder = notebook(
        (DEFAULTS, ["parameters"]),
        "from jupyterlab_aml import Run\nrun = Run.get_context()\nrun.log('alpha', alpha)\nrun.log_list('sizes', sizes)\nprint(run.id)",
        'import sys, helper\nassert (alpha, kind, sizes, flag) == (0.5, "it\'s \\n", [1, 2], True)\nsys.executable',
        "open('outputs/made.txt', 'w').write('x')\nrun.tag('where', helper.__name__)",
    )
    with open(os.path.join(folder, "helper.py"), "w") as file:
        file.write("")
    with open(os.path.join(folder, "queue.py"), "w") as file:  # named as one of Python's own, which the process that executes needs
        file.write("raise SystemExit('not meant')")
    run = submit(folder, parameters={"alpha": 0.5, "kind": "it's \n", "sizes": [1, 2], "flag": True})
    record = run.wait()
    assert (record.status, record.status_reason) == ("Completed", "")
    assert record.metrics["alpha"] == 0.5
    assert run.get_metrics() == {"alpha": 0.5, "sizes": [1, 2]}
    assert os.listdir(run.paths.attempt(1).metrics) == ["0.jsonl"]
    assert record.tags == {"where": "helper"}
    assert record.progress == {"done": 5, "total": 5, "what": None}
    assert {"outputs/it's mine.ipynb", "outputs/made.txt"} <= set(run.get_file_names())
    cells = executed(run)
    assert [cell.execution_count for cell in cells] == [1, 2, 3, 4, 5]
    assert [cell.metadata.get("tags") for cell in cells[:3]] == [["parameters"], ["injected-parameters"], None]
    assert texts(cells[2]) == run.id + "\n"
    assert texts(cells[3]) == repr(sys.executable)
    assert marked_pids(run.paths) == []


def test_what_cells_give_is_in_the_log_at_once(notebook, submit, tmp_path):
    folder = notebook(
        "# first\nprint('one', end='')\n1 + 1",
        "import os, time\nos.system('echo from a child')\nwhile not os.path.exists(go):\n    time.sleep(0.01)",
        "import warnings\nwarnings.warn('look out')",
    )
    run = submit(folder, parameters={"go": str(tmp_path / "go")})
    until(lambda: b"from a child\n" in (log_of(run.paths) if run.status == "Running" else b""), timeout=60)
    begun = run.record()
    assert begun.progress == {"done": 2, "total": 4, "what": "cell 3: import os, time"}
    assert "cell 2/4: first\none\n2\ncell 3/4: import os, time\nfrom a child\n" in log_of(run.paths).decode()
    assert texts(executed(run)[1]) == "one2"  # the notebook can be opened already
    (tmp_path / "go").write_text("")
    assert run.wait().status == "Completed"
    log = log_of(run.paths).decode()
    assert log.count("from a child") == 1
    assert "UserWarning: look out" in log
    assert "4 of 4 cells executed" in log


def test_a_failing_cell_fails_the_run(notebook, submit):
    run = submit(notebook("1", "print('before')\nraise ValueError('no such\\ncolumn')", "2"))
    record = run.wait()
    assert (record.status, record.status_reason) == ("Failed", "cell 2 of 3 failed: ValueError: no such")
    assert record.error == {"code": "ValueError", "message": record.status_reason}
    assert record.progress["done"] == 1
    log = log_of(run.paths).decode()
    assert "\x1b" not in log
    assert log.index("before\n") < log.index("ValueError: no such\ncolumn\n") < log.index("cell 2 of 3 failed")
    failed = executed(run)[1].outputs[-1]
    assert (failed.output_type, failed.ename) == ("error", "ValueError")
    assert executed(run)[2].execution_count is None


@pytest.mark.parametrize(
    ("cells", "status", "reason"),
    [
        ((("1/0", ["raises-exception"]), ("1/0", ["skip-execution"]), "", "1"), "Completed", ""),
        (("import sys; sys.exit()", "1/0"), "Completed", ""),
        (("exit()", "1/0"), "Completed", ""),
        (("import sys; sys.exit(3)", "1"), "Failed", "cell 1 of 2 failed: SystemExit: 3"),
        (("import os; os.kill(os.getpid(), 9)",), "Failed", "cell 1 of 1 failed: the kernel was killed by SIGKILL (out of memory?)"),
        (("from jupyterlab_aml import Run\nRun.get_context().fail('not good enough')", "1"), "Failed", "not good enough"),
        ((), "Completed", ""),
    ],
    ids=["tags", "sys.exit", "exit", "exit 3", "killed", "verdict", "no cells"],
)
def test_other_ends(notebook, submit, cells, status, reason):
    run = submit(notebook(*cells))
    record = run.wait()
    assert (record.status, record.status_reason) == (status, reason)


def test_cancel_in_a_cell_leaves_the_notebook_and_nothing_running(notebook, submit):
    run = submit(notebook("'done before'", "import subprocess, time\nsubprocess.Popen(['sleep', '600'])\nprint('begun')\ntime.sleep(600)", "3"))
    until(lambda: b"begun\n" in (log_of(run.paths) if run.status == "Running" else b""), timeout=60)
    run.cancel()
    record = run.wait(30)
    assert record.status == "Canceled"
    assert record.progress == {"done": 1, "total": 3, "what": "cell 2: import subprocess, time"}
    assert [texts(cell) for cell in executed(run)] == ["'done before'", "begun\n", ""]
    assert marked_pids(run.paths) == []


def test_rich_outputs_and_widgets_are_kept(notebook, submit):
    state = "{'state': {'_model_name': 'M', '_model_module': 'm', '_model_module_version': '1', 'value': 3}, 'buffer_paths': []}"
    comm = f"from comm import create_comm\ncreate_comm(target_name='jupyter.widget', data={state})"
    show = "from IPython.display import HTML, display\nh = display(HTML('<b>x</b>'), display_id='d')\nh.update(HTML('<b>y</b>'))"
    run = submit(
        notebook(show, "from IPython.display import display\ndisplay({'image/svg+xml': '<svg/>'}, raw=True)", comm, name="n.ipynb"), "n.ipynb"
    )
    assert run.wait().status_reason == ""
    assert executed(run, "n.ipynb")[0].outputs[0].data["text/html"] == "<b>y</b>"
    assert "[image/svg+xml]\n" in log_of(run.paths).decode()
    widgets = nbformat.read(run.paths / "outputs/n.ipynb", as_version=4).metadata.widgets
    (state,) = widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert state["state"]["value"] == 3


def test_old_outputs_are_gone_and_old_formats_are_read(submit, tmp_path):
    cell = {"cell_type": "code", "language": "python", "input": ["1+1"], "outputs": [], "prompt_number": 3, "metadata": {}, "collapsed": False}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [cell], "metadata": {}}]}
    (tmp_path / "old.ipynb").write_text(json.dumps(old))
    stale = new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="stale")])
    nbformat.write(new_notebook(cells=[new_code_cell("1/0"), stale]), tmp_path / "stale.ipynb")
    run = submit(str(tmp_path), "old.ipynb", parameters={"x": 1}, output_notebook="outputs/new/name.ipynb")
    assert run.wait().status == "Completed"
    assert [texts(cell) for cell in executed(run, "new/name.ipynb")] == ["", "2"]
    run = submit(str(tmp_path), "stale.ipynb")
    assert run.wait().status == "Failed"
    assert texts(executed(run, "stale.ipynb")[1]) == ""


def test_a_notebook_in_a_subfolder_works_where_scripts_do(submit, tmp_path):
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "src" / "deep" / "beside.py").write_text("")
    code = "import beside, os\nassert os.path.isdir('deep')\nopen('outputs/made.txt', 'w').close()"
    nbformat.write(new_notebook(cells=[new_code_cell(code)]), tmp_path / "src" / "deep" / "n.ipynb")
    run = submit(str(tmp_path / "src"), "deep/n.ipynb")
    assert run.wait().status_reason == ""
    assert {"outputs/made.txt", "outputs/n.ipynb"} <= set(run.get_file_names())
    assert executed(run, "n.ipynb")[0].execution_count == 1


def test_a_kernel_that_is_not_there(notebook, submit):
    run = submit(notebook("1", kernelspec={"name": "ir", "language": "R", "display_name": "R 4"}))
    reason = run.wait().status_reason
    assert reason.startswith("The notebook needs the kernel 'ir' (R 4), which")
    assert log_of(run.paths).decode().startswith(reason)


def test_the_kernel_is_the_run_s_interpreter_whatever_python3_is_for_the_user(notebook, submit, tmp_path):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "Broken", "language": "python"}))
    folder = notebook("import sys; sys.executable", kernelspec={"name": "python3", "language": "python", "display_name": "Python 3"})
    run = submit(folder, environment_variables={"JUPYTER_PATH": str(tmp_path / "jupyter")})
    assert run.wait().status == "Completed"
    assert texts(executed(run)[0]) == repr(sys.executable)


def test_an_interpreter_without_the_libraries(notebook, submit, tmp_path):
    base = os.path.join(sys.base_prefix, "bin", "python3")
    subprocess.run([base, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    python = str(tmp_path / "bare" / "bin" / "python")
    run = submit(notebook("1"), python=python)
    reason = run.wait().status_reason
    lacks = f"The interpreter {python} cannot execute notebooks: it lacks nbclient, nbformat, ipykernel."
    own = "an interpreter of yours gets them with pip install nbclient nbformat ipykernel."
    assert reason == f"{lacks} Add nbclient, nbformat, ipykernel to the packages of the environment; {own}"
    assert log_of(run.paths).decode() == reason + "\n"


def test_a_kernel_that_does_not_start_says_why(notebook, submit, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import sys\nif 'ipykernel_launcher' in str(sys.orig_argv):\n    raise SystemExit('no license')"
    )
    run = submit(notebook("1"), environment_variables={"PYTHONPATH": str(tmp_path / "site")})
    reason = run.wait().status_reason
    assert reason.startswith("the kernel did not start: the kernel ended with exit code 1")
    assert "no license" in log_of(run.paths).decode()
