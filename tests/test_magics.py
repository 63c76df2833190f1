"""``%aml`` in a real IPython shell, over run folders whose content is known, and with a real agent where a run is needed."""

import json
import os

import pytest
from cli_support import make_three
from engine_support import end_agent
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from jupyterlab_aml import Run
from jupyterlab_aml.errors import ActivityFailedError, ConflictError, NotFoundError, UserError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace.html import status_mark

FIRST = "diabetes_1795000000_aaaa1111"
FAILED = "prices_1795000200_cccc3333"


@pytest.fixture(scope="module")
def ipython():
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    shell.run_line_magic("load_ext", "jupyterlab_aml")
    yield shell
    InteractiveShell.clear_instance()


@pytest.fixture
def shell(ipython, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("AML_WORKSPACE", raising=False)
    ipython.user_ns.clear()
    ipython.init_user_ns()
    yield ipython
    paths = WorkspacePaths(str(tmp_path / ".aml"))
    if os.path.isdir(paths.root):
        end_agent(paths)


@pytest.fixture
def three(shell, tmp_path):
    return make_three(tmp_path)


def run(shell, code):
    """Run a cell; return its value or raise what it raised."""
    result = shell.run_cell(code)
    result.raise_error()
    return result.result


def test_runs_list_is_a_list_and_a_table(shell, three):
    found = run(shell, "found = %aml runs list --experiment diabetes\nfound")
    assert [record.id for record in found] == ["diabetes_1795000100_bbbb2222", FIRST]
    assert "<table" in found._repr_html_()
    assert "better one" in found._repr_html_()
    assert "CREATED" in found._repr_html_()
    assert status_mark("Completed") in found._repr_html_()
    assert repr(found).startswith("RUN ")
    assert "no runs" in run(shell, "%aml runs list --status Running")._repr_html_()


def test_the_table_escapes_names(shell, three):
    run(shell, f"%aml runs tag {FIRST} note=<b>")
    os.makedirs(three.run(FIRST).notes, exist_ok=True)
    run(shell, "r = %aml runs show aaaa1111\nr.display_name = '<script>alert(1)</script>'")
    assert "<script>" not in run(shell, "%aml runs list")._repr_html_()


def test_runs_show_and_metrics_are_values(shell, three):
    found = run(shell, f"%aml runs show {FIRST}")
    assert isinstance(found, Run)
    assert found.id == FIRST
    assert run(shell, "%aml runs metrics aaaa1111") == {"rmse": [60.5, 58.25], "note": "ok"}


def test_what_has_no_value_prints(shell, three, capsys):
    assert run(shell, f"%aml runs logs {FAILED} --tail 1") is None
    assert capsys.readouterr().out == "ValueError: no\n"
    assert run(shell, "%aml compute list") is None
    assert "local" in capsys.readouterr().out
    assert run(shell, "%aml runs show @last --json") is None
    assert json.loads(capsys.readouterr().out)["id"] == FAILED


def test_help(shell, capsys):
    for line in ("%aml --help", "%aml", "%aml runs", "%aml submit --help"):
        assert run(shell, line) is None
        assert "Usage: %aml" in capsys.readouterr().out


def test_variables_are_whole_words(shell, three):
    run(shell, "name = 'better one'\nids = ['aaaa1111', 'best=yes please']\nclass box: id = 'aaaa1111'")
    assert run(shell, "%aml runs show {name}").display_name == "better one"
    assert run(shell, "%aml runs show $name").display_name == "better one"
    assert run(shell, "%aml runs show {box.id}").id == FIRST
    run(shell, "%aml runs tag {ids}")
    run(shell, "%aml runs tag aaaa1111 x={1 + 1} \"y={name}\" 'z=$name' w=$$name v={{name}}")
    tags = run(shell, "%aml runs show aaaa1111").get_tags()
    assert tags == {"kind": "ridge", "best": "yes please", "x": "2", "y": "better one", "z": "$name", "w": "$name", "v": "{name}"}


def test_places_of_data_are_no_variables(shell, three):
    run(shell, "inputs = {}\nfor key in 'x':\n    %aml runs tag aaaa1111 '{key}=${{inputs.cars}}' y=${{outputs.made}}")
    tags = run(shell, "%aml runs show aaaa1111").get_tags()
    assert (tags["x"], tags["y"]) == ("${{inputs.cars}}", "${{outputs.made}}")


def test_a_line_may_end_as_one_of_ipython_or_of_a_shell(shell, three):
    for end in (";", " ;", "  # the newest", " #", " # a;", "; "):
        assert len(run(shell, "found = %aml runs list" + end + "\nfound")) == 3
    run(shell, "%aml runs tag aaaa1111 \"a=1 # not 'a' comment;\" b=#fff c=x\\; # a comment")
    tags = run(shell, "%aml runs show aaaa1111").get_tags()
    assert (tags["a"], tags["b"], tags["c"]) == ("1 # not 'a' comment;", "#fff", "x;")


def test_a_script_and_a_cell_exclude_each_other(shell, three, tmp_path):
    (tmp_path / "train.py").write_text("")
    with pytest.raises(UserError, match=r"'train\.py' is a script, and so is the cell"):
        run(shell, "%%aml submit train.py\nprint(1)")


def test_variables_of_a_function_are_seen(shell, three):
    code = "def look(which):\n    return get_ipython().run_line_magic('aml', 'runs show {which}')\nlook('aaaa1111')"
    assert run(shell, code).id == FIRST


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ("%aml runs show {missing}", UserError, "missing"),
        ("%aml runs show $missing", UserError, "missing"),
        ("%aml runs show {1/0}", UserError, "ZeroDivisionError"),
        ("%aml runs show 'open", UserError, "No closing quotation"),
        ("%aml rnus list", UserError, "'runs'"),
        ("%aml runs list --limt 3", UserError, "--limit"),
        ("%aml runs show nothing", NotFoundError, "nothing"),
        ("%aml runs cancel aaaa1111", ConflictError, FIRST),
        ("%aml runs wait cccc3333", ActivityFailedError, "exit code 3"),
        ("%aml agent run", UserError, "terminal"),
        ("%aml runs delete aaaa1111", UserError, "--yes"),
        ("%aml submit trian.py", NotFoundError, "trian.py"),
        ("%%aml runs list\n1", UserError, "no use for the code"),
        ("%%aml submit\n\n", UserError, "empty"),
        ("%%aml submit --command\nprint(1)", UserError, "--command"),
        ("%%aml submit\nprint(1)\n%matplotlib inline", UserError, "Line 3 of the cell, `%matplotlib inline`"),
        ("%%aml submit\n!ls", UserError, "Line 2 of the cell, `!ls`"),
        ("%%aml submit\nx = !ls", UserError, "Line 2 of the cell, `x = !ls`"),
        ("%%aml submit\nx = (1", UserError, "Line 2 of the cell has a syntax error"),
    ],
)
def test_errors_fail_the_cell_in_few_lines(shell, three, capsys, line, error, message):
    result = shell.run_cell(line)
    assert isinstance(result.error_in_exec, error)
    shown = capsys.readouterr()
    assert message in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err
    assert len((shown.out + shown.err).strip().splitlines()) <= 3


def test_errors_can_be_caught(shell, three):
    run(shell, "from jupyterlab_aml.errors import NotFoundError")
    code = "try:\n    %aml runs show nothing\nexcept NotFoundError as error:\n    hint = error.hint\nhint"
    assert run(shell, code)


def test_a_line_submits_and_waits(shell, tmp_path, capsys):
    (tmp_path / "train it.py").write_text(
        "import sys\nfrom jupyterlab_aml import Run\nRun.get_context().log('alpha', float(sys.argv[1]))\nprint('hello')\n"
    )
    run(shell, "alpha = 0.25\nscript = 'train it.py'")
    found = run(shell, "run = %aml submit {script} -e first --stream -- {alpha}\nrun")
    assert isinstance(found, Run)
    assert "hello\n" in capsys.readouterr().out
    assert found.get_metrics() == {"alpha": 0.25}
    assert "Completed" in found._repr_html_()


def test_a_file_that_says_what_to_run_is_submitted_by_a_line(shell, tmp_path):
    (tmp_path / "train.py").write_text("import sys\nfrom jupyterlab_aml import Run\nRun.get_context().log('alpha', float(sys.argv[1]))\n")
    (tmp_path / "v1.runconfig").write_text("script: train.py\narguments: [0.25]\n")
    (tmp_path / "v2.yml").write_text("code: .\ncommand: python train.py ${{inputs.alpha}}\ninputs: {alpha: 0.5}\n")
    for file, alpha in (("v1.runconfig", 0.25), ("v2.yml", 0.5)):
        assert run(shell, f"run = %aml submit {file} --wait\nrun").get_metrics() == {"alpha": alpha}
    (tmp_path / "v2.yml").write_text("type: sweep\n")
    with pytest.raises(UserError, match="is a file of the type 'sweep'"):
        run(shell, "%aml submit v2.yml")


def test_a_cell_is_sent_alone(shell, tmp_path, capsys):
    (tmp_path / "other.txt").write_text("not sent")
    code = "import os, sys\ntext = '''\n%not magic\n'''\nprint(sys.argv, os.path.exists('other.txt'))"
    run(shell, f"%%aml submit --stream --name 'from a cell' -- --x 1\n{code}")
    assert "['cell.py', '--x', '1'] False" in capsys.readouterr().out
    record = run(shell, "%aml runs show @last").record()
    assert (record.display_name, record.script, record.experiment, record.source_directory) == ("from a cell", "cell.py", "cell", None)


def test_a_cell_may_bring_a_folder(shell, tmp_path, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "other.txt").write_text("sent")
    run(shell, "%%aml submit --stream --source-directory data\nprint(open('other.txt').read())")
    assert "sent\n" in capsys.readouterr().out
    assert not (tmp_path / "data" / "cell.py").exists()


def test_a_failing_run_fails_the_cell(shell, tmp_path, capsys):
    result = shell.run_cell("%%aml submit --wait\nraise SystemExit(4)")
    assert isinstance(result.error_in_exec, ActivityFailedError)
    assert result.error_in_exec.details["status"] == "Failed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%aml su", "submit"),
        ("%aml runs sh", "show"),
        ("%aml runs show aaaa", None),
        ("%aml runs show diab", FIRST),
        ("%aml runs show @la", "last"),
        ("x = %aml runs show pric", FAILED),
        ("%%aml submit --str", "--stream"),
        ("%aml runs list --experiment=di", "diabetes"),
        ("%aml submit tr", "train.py"),
        ("%aml submit sub/in", "sub/inner.py"),
        ("%aml runs list --sort metric:rm", "metric:rmse"),
    ],
)
def test_completion(shell, three, tmp_path, text, expected):
    (tmp_path / "train.py").write_text("")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "inner.py").write_text("")
    with provisionalcompleter():
        lines = {text[: found.start] + found.text + text[found.end :] for found in shell.Completer.completions(text, len(text))}
    if expected is None:
        assert lines == set()
    else:
        assert any(line.endswith(expected) for line in lines), lines
