"""What kinds of compute targets there are, and what can be set on them."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from jupyterlab_aml import ComputeTarget, Experiment, ScriptRunConfig
from jupyterlab_aml.compute.machine import cores
from jupyterlab_aml.compute.registry import find_kind, kinds
from jupyterlab_aml.errors import NotFoundError, UserError


@pytest.mark.parametrize(
    ("settings", "problems"),
    [
        ({"slots": 0}, ["slots is 0, allowed is a whole number from 1 to 1024"]),
        ({"slots": 1025}, ["slots is 1025, allowed is a whole number from 1 to 1024"]),
        ({"slots": "many"}, ["slots is 'many', allowed is a whole number from 1 to 1024"]),
        ({"slots": 1.5}, ["slots is 1.5, allowed is a whole number from 1 to 1024"]),
        (
            {"slots": None, "slot": 1},
            ["slots is None, allowed is a whole number from 1 to 1024", "there is no setting 'slot' (did you mean 'slots'?)"],
        ),
        ({"name": "x"}, ["there is no setting 'name' (there is: slots)"]),
    ],
)
def test_all_settings_that_do_not_fit_are_named_at_once(ws, settings, problems):
    with pytest.raises(UserError) as raised:
        ComputeTarget.create(ws, "gpu", SimpleNamespace(type="local", settings=settings))
    assert [each["message"] for each in raised.value.details["problems"]] == problems
    assert all(problem in raised.value.message for problem in problems)
    json.dumps(raised.value.details)
    with pytest.raises(UserError):
        ComputeTarget(ws, "local").update(**settings)
    assert ws.compute_targets["local"].slots == cores()


def test_the_schema_is_enough_for_a_dialog():
    schema = find_kind("local").schema()
    assert (schema["title"], schema["type"], schema["additionalProperties"]) == ("This machine", "object", False)
    assert schema["description"]
    slots = schema["properties"]["slots"]
    assert (slots["type"], slots["default"], slots["minimum"], slots["maximum"]) == ("integer", cores(), 1, 1024)
    assert slots["title"]
    assert slots["description"]
    json.dumps([kind.to_dict() for kind in kinds().values()])


# -- kinds of other packages

OTHER = """
from pydantic import Field
from jupyterlab_aml.compute.kinds import ComputeKind
from jupyterlab_aml.compute.local import LocalDriver
from jupyterlab_aml.compute.settings import TargetSettings

class Settings(TargetSettings):
    host: str = Field(title="Host", description="Where it is.", min_length=1)
    port: int | None = Field(None, ge=1, title="Port", description="Where it listens.")

class Driver(LocalDriver):
    pass

kind = ComputeKind("box", "A box", "Runs execute in a box.", "attach", "other_kinds:Settings", "other_kinds:Driver")
"""


@pytest.fixture
def other_package(tmp_path, monkeypatch):
    """A package that brings the kind ``box``, and two that cannot be loaded."""
    folder = tmp_path / "packages"
    (folder / "other_kinds-1.0.dist-info").mkdir(parents=True)
    (folder / "other_kinds.py").write_text(OTHER)
    (folder / "other_kinds-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: other_kinds\nVersion: 1.0\n")
    entries = "[jupyterlab_aml.compute]\nbox = other_kinds:kind\nbroken = not_there:kind\nwrong = other_kinds:Settings\n"
    (folder / "other_kinds-1.0.dist-info" / "entry_points.txt").write_text(entries)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    yield
    sys.modules.pop("other_kinds", None)


def test_another_package_brings_a_kind(ws, other_package):
    with pytest.warns(RuntimeWarning, match=r"'broken' cannot be loaded|is not the kind of compute target 'wrong'"):
        assert list(kinds()) == ["local", "box"]
    assert find_kind("box").schema()["required"] == ["host"]
    with pytest.raises(UserError) as raised:
        ComputeTarget.attach(ws, "box-1", SimpleNamespace(type="box", settings={"port": 0, "hots": "x"}))
    said = [each["message"] for each in raised.value.details["problems"]]
    assert said == [
        "host is needed: Where it is",
        "port is 0, allowed is a whole number from 1 up",
        "there is no setting 'hots' (did you mean 'host' or 'slots'?)",
    ]
    target = ComputeTarget.attach(ws, "box-1", SimpleNamespace(type="box", settings={"host": "here"}))
    assert (target.settings, target.get_status()) == ({"slots": 1, "host": "here", "port": None}, "idle")
    with pytest.raises(NotFoundError, match="'broken' cannot be loaded"):
        find_kind("broken")
    run = Experiment(ws, "exp").submit(ScriptRunConfig(command=["true"], compute_target=target))
    assert run.wait(timeout_s=30).status == "Completed"


# -- what is not paid for


@pytest.mark.parametrize(
    "code",
    [
        "import jupyterlab_aml.agent.loop\nfrom jupyterlab_aml.compute.registry import make_driver\nmake_driver('local', ws.paths)",
        "from jupyterlab_aml import Experiment, ScriptRunConfig\nExperiment(ws, 'exp').submit(ScriptRunConfig(command=['true'])).wait(timeout_s=30)",
        "from jupyterlab_aml.cli.door import run\nassert run(['submit', '--command', '--wait', '--', 'true']) == run(['compute', 'list']) == 0",
    ],
    ids=["agent", "submit", "aml"],
)
def test_settings_are_loaded_only_to_be_checked(ws, code):
    head = f"import sys\nfrom jupyterlab_aml import Workspace\nws = Workspace.open({ws.folder!r})\n"
    done = subprocess.run(
        [sys.executable, "-c", head + code + "\nassert 'pydantic' not in sys.modules"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr.count("Error")) == (0, 0), done.stderr
