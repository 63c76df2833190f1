"""Looking at runs and changing them, over run folders whose content is known."""

import csv
import io
import json
import os
import re
import sys
import tracemalloc

import pexpect
import pytest
from cli_support import CREATED, Terminal, make_ended_run, make_queued_run, make_three

from jupyterlab_aml.cli import metrics_text
from jupyterlab_aml.runfiles import metrics
from jupyterlab_aml.runfiles.paths import WorkspacePaths

BETTER = "diabetes_1795000100_bbbb2222"
FIRST = "diabetes_1795000000_aaaa1111"
FAILED = "prices_1795000200_cccc3333"


@pytest.fixture
def paths(tmp_path, monkeypatch) -> WorkspacePaths:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("AML_WORKSPACE", raising=False)
    return make_three(tmp_path)


@pytest.fixture
def aml(paths, capsys):
    return Terminal(capsys)


def listed(result):
    assert result.status == 0, result.err
    return [run["id"] for run in json.loads(result.out)]


def test_the_list_is_plain_and_newest_first(aml):
    result = aml("runs", "list")
    lines = result.out.splitlines()
    assert lines[0].split() == ["RUN", "NAME", "EXPERIMENT", "STATUS", "WHERE", "AGE", "DURATION", "rmse", "note", "REASON"]
    assert lines[1].endswith("exit code 3: ValueError: no")
    assert [line.split()[0] for line in lines[1:]] == ["cccc3333", "bbbb2222", "aaaa1111"]
    assert "better one" in lines[2]
    assert "\x1b" not in result.out
    assert "\t" not in result.out


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--experiment", "diabetes"], [BETTER, FIRST]),
        (["--status", "Failed"], [FAILED]),
        (["--status", "failed", "--status", "Running"], [FAILED]),
        (["--compute", "local"], [FAILED, BETTER, FIRST]),
        (["--type", "interactive"], []),
        (["--tag", "kind"], [FIRST]),
        (["--tag", "kind=ridge"], [FIRST]),
        (["--tag", "kind=lasso"], []),
        (["--text", "better"], [BETTER]),
        (["--limit", "1"], [FAILED]),
        (["--limit", "1", "--all"], [FAILED, BETTER, FIRST]),
        (["--sort", "metric:rmse"], [FIRST, BETTER]),
        (["--sort", "metric:rmse", "--reverse"], [BETTER, FIRST]),
        (["--reverse", "--limit", "2"], [FIRST, BETTER]),
    ],
)
def test_filters(aml, filters, expected):
    found = listed(aml("runs", "list", "--json", *filters))
    assert found[: len(expected)] == expected
    if "--sort" not in filters:
        assert len(found) == len(expected)


def test_the_children_of_a_run(aml, paths):
    for number in range(3):
        make_ended_run(paths, f"kid_179500000{number}_0000000{number}", parent=FIRST, root=FIRST, submit=False, type="interactive")
    assert len(listed(aml("runs", "list", "--json"))) == 3
    assert len(listed(aml("runs", "list", "--json", "--parent", "aaaa1111"))) == 3
    assert f"children     3 Completed; `aml runs list --parent {FIRST}` lists them" in aml("runs", "show", FIRST).out
    assert aml("runs", "list", "--parent", "nothing").status == 3


@pytest.mark.parametrize(
    ("args", "note"),
    [
        (["--experiment", "diabetse"], "there is no experiment 'diabetse'. Did you mean 'diabetes'?"),
        (["--compute", "loacl"], "there is no compute 'loacl'. Did you mean 'local'?"),
        (["--type", "intractive"], "there is no type 'intractive'. Did you mean 'interactive'?"),
        (["--sort", "metric:rsme"], "none of them has logged 'rsme'. Did you mean 'rmse'?"),
        (["--status", "Running"], "no run is like that; leave a filter out"),
        (["--limit", "2"], "the first 2; --limit N or --all shows more"),
        (["--limit", "3"], ""),
    ],
)
def test_what_a_list_says_besides(aml, args, note):
    result = aml("runs", "list", *args)
    assert (result.status, result.err.strip()) == (0, note)


def test_an_empty_list_says_what_to_do(aml, tmp_path):
    result = aml("runs", "list", "--status", "Running")
    assert (result.status, result.out) == (0, "")
    assert "leave a filter out" in result.err
    assert aml("workspace", "create", "empty", "--workspace", tmp_path / "other").status == 0
    result = aml("--workspace", tmp_path / "other", "runs", "list")
    assert "aml submit SCRIPT" in result.err
    assert json.loads(aml("runs", "list", "--json", "--workspace", tmp_path / "other").out) == []


@pytest.mark.parametrize("reference", [FAILED, "prices", "cccc3333", "cccc", "@last"])
def test_ways_to_name_a_run(aml, reference):
    assert json.loads(aml("runs", "show", reference, "--json").out)["id"] == FAILED


def test_names_and_counting_back(aml):
    assert json.loads(aml("runs", "show", "better one", "--json").out)["id"] == BETTER
    assert json.loads(aml("runs", "show", "@last-2", "--json").out)["id"] == FIRST


def test_a_name_that_fits_several_lists_them(aml):
    result = aml("runs", "show", "diabetes")
    assert result.status == 4
    assert FIRST in result.err
    assert BETTER in result.err


def test_an_unknown_run_names_the_nearest(aml):
    result = aml("runs", "show", "diabetes_1795000000_aaaa1112")
    assert result.status == 3
    assert FIRST in result.err


def test_the_page_of_a_run(aml, paths):
    page = aml("runs", "show", FAILED).out
    for text in ("Failed: exit code 3: ValueError: no", "prices", "train.py --alpha 0.5", "2.5s", "user_logs/std_log.txt", paths.run(FAILED).folder):
        assert text in page
    page = aml("runs", "show", FIRST).out
    assert "rmse  58.25" in page
    assert "kind  ridge" in page


def test_the_json_of_a_run_is_strict(aml, paths):
    make_ended_run(paths, "nan_1795000300_dddd4444", metrics=[("bad", float("nan")), ("worse", float("inf"))], created=CREATED + 300)
    text = aml("runs", "show", "@last", "--json").out
    run = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert run["metrics"] == {"bad": None, "worse": None}
    assert run["created"] == "2026-11-18T13:38:20.000Z" or run["created"].endswith("Z")
    assert run["arguments"] == ["--alpha", "0.5"]
    assert {"id", "experiment", "status", "status_reason", "compute", "created", "started", "ended", "exit_code", "tags", "metrics"} <= set(run)


def test_damage_is_shown_and_hides_nothing_else(aml, paths):
    broken = paths.run("broken_1795000400_eeee5555")
    os.makedirs(broken.folder)
    with open(broken.spec, "w") as file:
        file.write('{"half')
    assert len(listed(aml("runs", "list", "--json"))) == 4
    page = aml("runs", "show", "broken_1795000400_eeee5555").out
    assert "problem" in page
    assert "run.json" in page


def test_hostile_names_stay_on_their_line(aml, paths):
    make_ended_run(paths, "evil_1795000500_ffff6666", display_name="a\x1b[2J\nb", tags={"k\n": "v\x1b[0m"}, created=CREATED + 500)
    assert "\x1b" not in aml("runs", "list").out + aml("runs", "show", "@last").out
    assert len(aml("runs", "list").out.splitlines()) == 5


def test_logs(aml, paths):
    assert aml("runs", "logs", FAILED).out == "line 1\nline 2\nValueError: no\n"
    assert aml("runs", "logs", FAILED, "--tail", "2").out == "line 2\nValueError: no\n"
    assert aml("runs", "logs", FAILED, "--tail", "0").out == ""
    assert aml("runs", "logs", FAILED, "--tail", "99").out.startswith("line 1")
    result = aml("runs", "logs", FAILED, "--file", "user_logs/stdlog.txt")
    assert result.status == 3
    assert "user_logs/std_log.txt" in result.err


def test_logs_of_any_content(aml, paths):
    make_ended_run(paths, "big_1795000600_abcd1234", log=b"\xff\x00" + "é".encode() * 700_000 + b"\nlast, no newline")
    out = aml("runs", "logs", "big").out
    assert out.startswith("\ufffd\x00é")
    assert out.count("é") == 700_000
    assert out.endswith("last, no newline\n")
    assert aml("runs", "logs", "big", "--tail", "1").out == "last, no newline\n"


def test_a_log_without_a_line_says_so(aml, paths):
    make_ended_run(paths, "mute_1795000600_abcd1234", "Failed", exit_code=3, reason="exit code 3")
    result = aml("runs", "logs", "mute")
    assert (result.status, result.out) == (0, "")
    assert "has printed nothing; it is Failed: exit code 3" in result.err


def test_following_the_end_of_another_log(aml, paths):
    os.makedirs(paths.run(FAILED) / "logs")
    with open(paths.run(FAILED) / "logs/own.txt", "w") as file:
        file.write("a\nb\nc\n")
    assert aml("runs", "logs", "-f", FAILED, "--file", "logs/own.txt", "--tail", "2").out == "b\nc\n"
    assert aml("runs", "logs", "-f", FAILED, "--tail", "1").out == "ValueError: no\n"
    assert aml("runs", "logs", "-f", FAILED, "--file", "logs/other.txt").status == 3


def test_following_an_ended_run_gives_its_status(aml):
    result = aml("runs", "logs", "--follow", FAILED)
    assert result.status == 3
    assert result.out.endswith("ValueError: no\n")
    assert f"run {FAILED} is Failed after 2.5s" in result.err


def test_logs_of_a_run_that_has_none(aml, paths, monkeypatch):
    make_queued_run(paths, "q_1795000700_12341234")
    result = aml("runs", "logs", "q_1795000700_12341234")
    assert (result.status, result.out) == (0, "")
    assert "it is Queued" in result.err


def test_metrics(aml):
    assert json.loads(aml("runs", "metrics", FIRST, "--json").out) == {"rmse": [60.5, 58.25], "note": "ok"}
    assert json.loads(aml("runs", "metrics", FIRST, "rmse", "--json").out) == {"rmse": [60.5, 58.25]}
    table = [line.split() for line in aml("runs", "metrics", FIRST).out.splitlines()]
    assert table == [["METRIC", "LAST", "MIN", "MAX", "POINTS"], ["rmse", "58.25", "58.25", "60.5", "2"], ["note", "ok"]]
    rows = list(csv.DictReader(io.StringIO(aml("runs", "metrics", FIRST, "rmse", "--csv").out)))
    assert [(row["name"], row["value"]) for row in rows] == [("rmse", "60.5"), ("rmse", "58.25")]
    result = aml("runs", "metrics", FIRST, "rsme")
    assert result.status == 3
    assert "'rmse'" in result.err
    assert "no metrics" in aml("runs", "metrics", FAILED).err


def test_wait_for_an_ended_run(aml):
    assert aml("runs", "wait", FIRST).status == 0
    assert aml("runs", "wait", FAILED).status == 3
    assert json.loads(aml("runs", "wait", FAILED, "--json").out)["status"] == "Failed"


def test_tags(aml):
    assert aml("runs", "tag", FIRST, "best=yes", "note=a=b").out.splitlines() == ["best=yes", "kind=ridge", "note=a=b"]
    assert aml("runs", "tag", FIRST, "--remove", "kind", "--remove", "note").out.splitlines() == ["best=yes"]
    result = aml("runs", "tag", FIRST, "--remove", "bets")
    assert result.status == 3
    assert "'best'" in result.err
    assert listed(aml("runs", "list", "--json", "--tag", "best=yes")) == [FIRST]


def test_cancel_of_ended_runs_is_refused_for_each(aml):
    result = aml("runs", "cancel", FIRST, FAILED)
    assert result.status == 4
    assert FIRST in result.err
    assert FAILED in result.err
    assert result.out == ""
    assert result.err.count("error: ") == 2
    result = aml("runs", "cancel", FIRST, FAILED, "--json")
    assert json.loads(result.out) == {"runs": []}
    error = json.loads(result.err)["error"]
    assert (error["details"]["run"], error["details"]["before"][0]["details"]["run"]) == (FAILED, FIRST)


def test_one_unknown_run_stops_everything(aml, paths):
    assert aml("runs", "delete", "--yes", FIRST, "nothing").status == 3
    assert os.path.exists(paths.run(FIRST).folder)


def test_delete(aml, paths):
    result = aml("runs", "delete", FIRST)
    assert result.status == 2
    assert "--yes" in result.err
    assert os.path.exists(paths.run(FIRST).folder)
    assert json.loads(aml("runs", "delete", "--yes", "--json", FIRST, FIRST).out) == {"runs": [FIRST]}
    assert not os.path.exists(paths.run(FIRST).folder)
    assert listed(aml("runs", "list", "--json")) == [FAILED, BETTER]


def test_download(aml, paths, tmp_path):
    os.makedirs(paths.run(FIRST) / "outputs")
    with open(paths.run(FIRST) / "outputs/model.txt", "w") as file:
        file.write("m")
    result = aml("runs", "download", FIRST, "outputs/", "-o", tmp_path / "got", "--json")
    assert json.loads(result.out)["files"] == ["outputs/model.txt"]
    assert (tmp_path / "got" / "outputs" / "model.txt").read_text() == "m"
    result = aml("runs", "download", FIRST, "output/")
    assert result.status == 3


def test_experiments(aml):
    assert [item["name"] for item in json.loads(aml("experiments", "list", "--json").out)] == ["diabetes", "prices"]
    shown = json.loads(aml("experiments", "show", "diabetes", "--json").out)
    assert (shown["runs"], shown["statuses"], shown["last_run"]) == (2, {"Completed": 2}, BETTER)
    assert "2 Completed" in aml("experiments", "list").out
    assert "diabetes" in aml("experiments", "show", "diabtes").err


def test_workspace_and_agent(aml, paths, tmp_path):
    assert json.loads(aml("workspace", "show", "--json").out)["runs"] == 3
    assert json.loads(aml("agent", "status", "--json").out)["state"] == "stopped"
    assert json.loads(aml("agent", "stop", "--json").out) == {"stopped": False}
    assert aml("workspace", "create", "again").status == 4
    assert aml("workspace", "show", "--workspace", paths.root).status == 0
    assert aml("workspace", "show", "--workspace", tmp_path / "nowhere").status == 3


def spawn(width, *args):
    return pexpect.spawn(
        sys.executable,
        ["-m", "jupyterlab_aml.cli", *args],
        dimensions=(24, width),
        encoding="utf-8",
        env={**{key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES"}}, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
    )


@pytest.mark.parametrize(("width", "dropped"), [(200, []), (60, ["WHERE", "DURATION"])])
def test_the_terminal_gets_colours_and_fits(paths, width, dropped):
    child = spawn(width, "runs", "list")
    text = child.read()
    child.close()
    assert child.exitstatus == 0, text
    assert "\x1b[" in text
    assert "✗ Failed" in text
    assert all(word not in text for word in dropped)
    assert all(run_id[-8:] in text for run_id in (FIRST, BETTER, FAILED))
    assert all(number in text for number in ("58.25", "55"))


def test_delete_asks_at_a_terminal(paths):
    for answer, there in (("n", True), ("y", False)):
        child = spawn(120, "runs", "delete", FIRST)
        child.expect("Delete .* with everything it made")
        child.sendline(answer)
        child.read()
        child.close()
        assert os.path.exists(paths.run(FIRST).folder) is there


def test_waiting_at_a_terminal_says_how_the_run_is(paths):
    make_queued_run(paths, "q_1795000700_12341234", submit=False)
    child = spawn(120, "runs", "wait", "q_1795000700_12341234", "--timeout", "0.2")
    text = child.read()
    child.close()
    assert child.exitstatus == 124, text
    assert "q_1795000700_12341234 is" in text
    assert "NotStarted" in text


def test_metrics_of_any_length_are_summed_up_without_keeping_them(paths, aml, monkeypatch):
    folder = paths.run(BETTER).attempt(1).metrics
    with open(os.path.join(folder, "0.jsonl"), "a") as file:
        file.writelines(f'{{"n":"long","t":{number}.0,"v":{number % 100},"s":{number}}}\n' for number in range(50_000))
    monkeypatch.setattr(metrics_text, "_BATCH", 1000)
    monkeypatch.setattr(metrics, "_CHUNK", 100_000)
    tracemalloc.start()
    try:
        out = aml("runs", "metrics", BETTER).out
        used = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert re.search(r"^long +99 +0 +99 +50000$", out, re.MULTILINE)
    assert used < 8_000_000  # all lines at once take 30
    assert len(json.loads(aml("runs", "metrics", BETTER, "long", "--json").out)["long"]) == 50_000
    assert aml("runs", "metrics", BETTER, "long", "--csv").out.count("\n") == 50_001
