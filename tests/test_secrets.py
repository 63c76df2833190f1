"""Values of environment variables are in env.json, which only their user can read, and nowhere else."""

import json
import os
import stat
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyterlab_aml import Experiment, ScriptRunConfig
from jupyterlab_aml.errors import AmlError

LETTERS = "qzxjkvw"  # none of our own words have seven of these in a row
SECRETS = st.text(LETTERS, min_size=9, max_size=30)
TWISTS = st.sampled_from(["", "\n", '"', "<b>", "é", "{}", "%s", "\\u0000", "\ud800", "=", " "])
VALUES = st.tuples(SECRETS, TWISTS).map(lambda pair: (pair[0], pair[0] + pair[1] + pair[0]))


def shown(ws, run, config):
    """Every text that somebody sees."""
    yield (
        repr(config)
        + str(vars(config.to_run_spec()).keys())
        + repr(config.to_run_spec())
        + repr(config.run_config)
        + repr(config.run_config.environment)
    )
    record = run.record()
    yield json.dumps(record.to_dict()) + repr(record)
    yield json.dumps(run.get_details()) + json.dumps(run.get_details_with_logs())
    yield run._repr_html_() + run.experiment._repr_html_() + ws._repr_html_()
    yield repr(ws.list_runs())
    yield repr(run)


def files(folder):
    for directory, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(directory, name)
            if stat.S_ISREG(os.lstat(path).st_mode):
                with open(path, "rb") as file:
                    yield path, file.read()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(VALUES, min_size=1, max_size=3))
def test_no_value_is_shown_or_written_elsewhere(ws, no_agent, script, tmp_path, values):
    config = ScriptRunConfig(script("pass"), "train.py", environment_variables={f"NAME_{i}": value for i, (_, value) in enumerate(values)})
    config.run_config.environment_variables = {"OTHER": values[0][1]}
    run = Experiment(ws, "secrets").submit(config)
    texts = "".join(shown(ws, run, config))
    assert "NAME_0" in texts
    for secret, _ in values:
        assert secret not in texts
    kept = [
        path
        for folder in (ws.folder, tmp_path / "cache")
        for path, content in files(folder)
        if any(secret.encode() in content for secret, _ in values)
    ]
    assert run.paths.env in kept
    assert {os.path.basename(path) for path in kept} == {"env.json"}  # of the runs before, too
    assert stat.S_IMODE(os.stat(run.paths.env).st_mode) == 0o600
    ws.index.close()


def test_a_run_that_uses_it_leaves_it_in_no_file_and_no_log_of_ours(ws, script):
    secret = "qzxjkvwqzxjkvw"
    config = ScriptRunConfig(
        script("import os\nassert os.environ['KEY'] == 'qzx' + 'jkvwqzxjkvw'"), "train.py", environment_variables={"KEY": secret}
    )
    run = Experiment(ws, "secrets").submit(config)
    assert run.wait(timeout_s=60).status == "Completed"
    ws.agent.stop()
    assert [path for path, content in files(ws.folder) if secret.encode() in content] == [run.paths.env]


@pytest.mark.parametrize("value", ["qzxjkvwqzx\0", b"qzxjkvwqzx", ["qzxjkvwqzx"], {"qzxjkvwqzx": 1}])
def test_no_error_holds_a_value(value):
    with pytest.raises(AmlError) as raised:
        ScriptRunConfig(".", "x.py", environment_variables={"KEY": value})
    assert "qzxjkvwqzx" not in str(raised.value) + repr(raised.value) + json.dumps(raised.value.to_dict())


@pytest.mark.parametrize(
    "content", [b'{"KEY": "qzxjkvwqzx', b'{"K=Y": "qzxjkvwqzx"}', b'{"KEY": "qzxjkvwqzx\\u0000"}', b'["qzxjkvwqzx"]', b'{"KEY": ["qzxjkvwqzx"]}']
)
def test_a_damaged_env_json_is_not_quoted(ws, no_agent, script, content):
    run = Experiment(ws, "secrets").submit(ScriptRunConfig(script("pass"), "train.py", environment_variables={"KEY": "x"}))
    with open(run.paths.env, "wb") as file:
        file.write(content)
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlab_aml.runner", run.paths.folder], capture_output=True, text=True, timeout=60, check=False, cwd=ws.folder
    )
    texts = done.stdout + done.stderr + json.dumps(run.record().to_dict()) + run._repr_html_() + json.dumps(run.get_details_with_logs())
    assert "qzxjkvwqzx" not in texts
