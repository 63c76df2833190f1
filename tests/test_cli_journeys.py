"""Journeys of a user at a terminal: real processes, a real agent, real scripts."""

import json
import os
import shutil
import signal

import pexpect
import pytest
from cli_support import AML, aml_process
from engine_support import end_agent, until

from jupyterlab_aml.runfiles.paths import WorkspacePaths

TRAIN = """
import os, signal, sys
from jupyterlab_aml import Run
run = Run.get_context()
run.log("alpha", float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)
print("hello from", os.path.basename(__file__), flush=True)
sys.exit(int(os.environ.get("EXIT", "0")))
"""
GATED = "import os, time\nprint('began', flush=True)\nwhile not os.path.exists(os.environ['GATE']): time.sleep(0.02)\nprint('ended')\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "my project's 'dir'"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("AML_WORKSPACE", raising=False)
    (folder / "train.py").write_text(TRAIN)
    yield folder
    paths = WorkspacePaths(str(folder / ".aml"))
    if os.path.isdir(paths.root):
        end_agent(paths)


def aml(*args, **env):
    process = aml_process(*args, env={**os.environ, **env})
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_two_commands_train_and_show(project):
    status, out, err = aml("submit", "train.py", "--stream", "--name", "first", "--tag", "k=v", "--", "0.5")
    assert (status, out) == (0, "hello from train.py\n"), err
    status, out, err = aml("runs", "show", "@last", "--json")
    run = json.loads(out)
    assert (status, run["status"], run["experiment"], run["metrics"], run["tags"]) == (0, "Completed", "train", {"alpha": 0.5}, {"k": "v"})
    assert (run["display_name"], run["arguments"]) == ("first", ["0.5"])


@pytest.mark.parametrize("how", ["--stream", "--wait"])
def test_the_exit_status_is_the_scripts(project, how):
    status, out, err = aml("submit", "train.py", how, "--env", "EXIT", EXIT="7")
    assert status == 7
    assert ("hello" in out) == (how == "--stream")
    assert "is Failed" in err
    (project / "die.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    assert aml("submit", "die.py", how)[0] == 137


def test_quiet_prints_the_id_alone(project):
    status, out, err = aml("submit", "train.py", "--quiet", "--wait")
    assert (status, len(out.split()), out.startswith("train_")) == (0, 1, True)
    assert "hello" not in out + err
    status, shown, _ = aml("runs", "show", out.strip(), "--json")
    assert json.loads(shown)["id"] == out.strip()


def test_json_with_stream_leaves_standard_output_to_json(project):
    status, out, err = aml("submit", "train.py", "--stream", "--json")
    assert (status, json.loads(out)["status"]) == (0, "Completed")
    assert "hello" in err


def test_shell_scripts_commands_and_folders(project):
    (project / "go.sh").write_text('echo "shell $1"\n')
    assert aml("submit", "go.sh", "arg one", "-s")[:2] == (0, "shell arg one\n")
    assert aml("submit", "--command", "-s", "--", "sh", "-c", "cat train.py | wc -l")[:2] == (0, f"{TRAIN.count(chr(10))}\n")
    (project / "sub").mkdir()
    (project / "sub" / "data.txt").write_text("data\n")
    (project / "sub" / "read.py").write_text("print(open('data.txt').read(), end='')\n")
    for words in (["sub/read.py", "-d", "sub"], ["read.py", "--source-directory", "sub"]):
        assert aml("submit", *words, "-s")[:2] == (0, "data\n")
    assert aml("submit", "sub/read.py", "-s")[0] == 1  # the current folder is sent and is where it runs


def test_a_script_elsewhere_brings_its_own_folder(project, tmp_path):
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "there.py").write_text("import os; print([name for name in os.listdir() if name.endswith('.py')])\n")
    status, out, err = aml("submit", tmp_path / "else" / "there.py", "-s")
    assert (status, out) == (0, "['there.py']\n"), err


def test_a_dry_run_sends_nothing(project):
    (project / ".amlignore").write_text("secret*\n")
    (project / "secret.txt").write_text("x" * 5000)
    status, out, _ = aml("submit", "train.py", "--dry-run", "--json", "--env", "TOKEN=hunter2")
    facts = json.loads(out)
    assert status == 0
    assert "train.py" in facts["files"]
    assert "secret.txt" in facts["ignored"]
    assert facts["env_names"] == ["TOKEN"]
    assert "hunter2" not in out
    assert "would send" in aml("submit", "train.py", "--dry-run")[1]
    assert not (project / ".aml").exists()


def test_secrets_are_printed_by_nothing(project):
    assert aml("submit", "train.py", "--wait", "--env", "TOKEN=hunter2")[0] == 0
    everything = [
        aml(*line) for line in (["runs", "list"], ["runs", "list", "--json"], ["runs", "show", "@last"], ["runs", "show", "@last", "--json"])
    ]
    assert all(status == 0 for status, _, _ in everything)
    assert "hunter2" not in str(everything)
    assert "TOKEN" in everything[2][1]


def test_ctrl_c_leaves_the_run_going_and_says_how_to_look(project, tmp_path):
    (project / "gated.py").write_text(GATED)
    gate = tmp_path / "gate"
    process = aml_process("submit", "gated.py", "--stream", "--env", f"GATE={gate}", start_new_session=True)
    assert process.stdout.readline() == "began\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the run goes on" in err
    assert "aml runs logs --follow gated_" in err
    assert "Traceback" not in err
    status, out, _ = aml("runs", "show", "@last", "--json")
    assert json.loads(out)["status"] == "Running"
    assert aml("runs", "delete", "@last", "--yes")[0] == 4
    assert aml("runs", "wait", "@last", "--timeout", "0.1")[0] == 124
    gate.touch()
    status, out, _ = aml("runs", "logs", "@last", "--follow")
    assert (status, out) == (0, "began\nended\n")


def test_cancel_and_retry(project, tmp_path):
    (project / "gated.py").write_text(GATED)
    gate = tmp_path / "gate"
    _, out, _ = aml("submit", "gated.py", "--env", f"GATE={gate}", "--grace", "1s")
    run_id = out.strip()
    until(lambda: json.loads(aml("runs", "show", run_id, "--json")[1])["status"] == "Running")
    assert aml("runs", "cancel", run_id)[0] == 0
    assert aml("runs", "wait", run_id)[0] == 130
    gate.touch()
    assert aml("runs", "retry", run_id)[0] == 0
    assert aml("runs", "wait", run_id)[0] == 0
    assert json.loads(aml("runs", "show", run_id, "--json")[1])["attempt"] == 2


def test_a_timeout_ends_the_script(project, tmp_path):
    (project / "gated.py").write_text(GATED)
    status, _, err = aml("submit", "gated.py", "-s", "--timeout", "0.3s", "--grace", "1s", "--env", f"GATE={tmp_path / 'never'}")
    assert status == 128 + signal.SIGTERM
    assert "timed out after 0.3 s" in err


def test_an_unknown_compute_makes_no_run(project):
    status, _, err = aml("submit", "train.py", "--compute", "locla")
    assert status == 3
    assert "'local'" in err
    assert not (project / ".aml").exists()


def test_a_broken_pipe_is_silent(project):
    aml("submit", "train.py", "--wait")
    process = aml_process("runs", "list", "--json")
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


def test_the_agent_in_the_foreground(project):
    aml("workspace", "create")
    (project / "random.py").write_text("raise SystemExit('the folder of the user is not the path of the agent')")
    process = aml_process("agent", "run", start_new_session=True)
    until(lambda: json.loads(aml("agent", "status", "--json")[1])["state"] == "running")
    assert aml("agent", "run")[0] == 4
    assert aml("agent", "stop")[1] == "stopped\n"
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err


def test_bash_completes_with_the_script_we_print(project):
    aml("submit", "train.py", "--wait", "--name", "longname")
    status, script, _ = aml("completion", "bash")
    assert status == 0
    assert "_AML_COMPLETE=bash_complete" in script
    words = {"aml runs sh": "show", "aml submit --str": "--stream", "aml runs show @l": "@last", "aml runs show longn": "longname"}
    words.update({"aml runs list --experiment tr": "train", "aml submit -c lo": "local", "aml runs list --status Fai": "Failed"})
    for line, expected in words.items():
        env = {"_AML_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
        status, out, err = aml(**env)
        assert expected in [item.partition(",")[2] for item in out.splitlines()], (line, out, err)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_whole_words_whatever_is_in_them(project):
    aml("submit", "train.py", "--wait", "--name", "ünï run")
    bin_folder = os.path.dirname(AML)
    shell = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile", "-i"],
        env={**os.environ, "PATH": bin_folder + os.pathsep + os.environ["PATH"], "TERM": "dumb", "LC_ALL": "C.UTF-8", "PS1": "> "},
        encoding="utf-8",
        dimensions=(24, 200),
    )
    shell.sendline('eval "$(aml completion bash)"; echo re""ady')
    shell.expect("ready")
    for typed, whole in {
        "aml runs show @l": "@last",
        "aml runs list --sort metric:al": "metric:alpha",
        "aml runs list --sort=metric:al": "--sort=metric:alpha",
        "aml runs list --status=Fai": "--status=Failed",
        "aml runs show ün": "ünï\\ run",
        'aml runs show "ün': '"ünï run"',
        "aml runs metrics @last al": "alpha",
        "aml runs logs @last --file u": "user_logs/std_log.txt",
        "echo; aml submit tr": "train.py",
    }.items():
        shell.send(typed + "\t")
        shell.expect_exact(typed.rpartition(" ")[0] + " " + whole, timeout=20)
        shell.sendcontrol("u")
    shell.sendline("exit")
    shell.expect(pexpect.EOF)
    shell.close()


def test_a_script_of_any_name_belongs_to_an_experiment_with_a_legal_one(project):
    (project / "my träin (2).py").write_text("print('ok')")
    status, out, err = aml("submit", "my träin (2).py", "--wait", "--json")
    assert (status, json.loads(out)["experiment"]) == (0, "my-tr-in-2"), err


def test_completion_without_a_workspace_is_silent(project):
    env = {"_AML_COMPLETE": "bash_complete", "COMP_WORDS": "aml runs show x", "COMP_CWORD": "3"}
    assert aml(**env) == (0, "\n", "")
    assert not (project / ".aml").exists()
