"""docs/python-api.md names everything that a user of the Python API can call."""

import pathlib
import re

import pytest

import jupyterlab_aml

PAGE = (pathlib.Path(__file__).parents[1] / "docs" / "python-api.md").read_text()


@pytest.mark.parametrize(
    "name",
    [
        "Chainer",
        "ComputeTarget",
        "CondaDependencies",
        "Estimator",
        "Experiment",
        "Keras",
        "LocalCompute",
        "Model",
        "PyTorch",
        "Run",
        "SKLearn",
        "ScriptRunConfig",
        "TensorFlow",
        "Workspace",
    ],
)
def test_every_public_name_is_described(name):
    described = set(re.findall(r"\w+", PAGE)) | {plural.replace("(s)", "s") for plural in re.findall(r"\w+\(s\)", PAGE)}
    public = {attribute for attribute in dir(getattr(jupyterlab_aml, name)) if not attribute.startswith("_")}
    assert public - described == set()
