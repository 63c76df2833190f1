"""What the lines of a conda file come to."""

import pytest

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.conda_map import map_conda, sort_pip_lines, unmapped_error


@pytest.mark.parametrize(
    ("line", "requirement"),
    [
        ("numpy", "numpy"),
        ("numpy=1.26", "numpy==1.26.*"),
        ("numpy=1.26.*", "numpy==1.26.*"),
        ("numpy==1.26.*", "numpy==1.26.*"),
        ("numpy==1.26.4", "numpy==1.26.4"),
        ("numpy 1.26.4", "numpy==1.26.4"),
        ("numpy=1.26.4=py311h64a7726_0", "numpy==1.26.4.*"),
        ("numpy 1.26.4 py311_0", "numpy==1.26.4"),
        ("scikit-learn>=1.4,<2", "scikit-learn>=1.4,<2"),
        ("scikit-learn >=1.4, <2", "scikit-learn>=1.4,<2"),
        ("pandas ~=2.1", "pandas~=2.1"),
        ("pandas!=2.1.0", "pandas!=2.1.0"),
        ("scipy=1", "scipy==1.*"),
        ("scipy *", "scipy"),
        ("conda-forge::lightgbm", "lightgbm"),
        ("conda-forge/linux-64::lightgbm=4", "lightgbm==4.*"),
        ("numpy[version='>=1.20,<2']", "numpy>=1.20,<2"),
        ("PyTorch=2.1", "torch==2.1.*"),
        ("py-xgboost", "xgboost"),
        ("matplotlib-base>=3", "matplotlib>=3"),
        ("tensorflow-gpu==2.15", "tensorflow==2.15"),
        ("opencv", "opencv-python-headless"),
        ("xgboost=2.0.0rc1", "xgboost==2.0.0rc1.*"),
    ],
)
def test_a_line_becomes_a_requirement(line, requirement):
    found = map_conda([line])
    assert (found.requirements, found.rest, found.warnings) == ([requirement], None, [])


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("python=3.11", "3.11"),
        ("python=3.11.*", "3.11"),
        ("python==3.11.7", "3.11.7"),
        ("python 3.6.2", "3.6.2"),
        ("python>=3.9,<3.12", ">=3.9,<3.12"),
        ("python", None),
    ],
)
def test_the_pin_of_python(line, request_):
    assert map_conda([line, "pip"])[:3] == (request_, [], None)


@pytest.mark.parametrize(
    "line", ["mkl", "cudatoolkit=11.8", "gcc_linux-64", "r-base=4.1", "numpy=1.20|1.22", "my-own-package", "numpy=weird_version"]
)
def test_what_pip_cannot_install_leaves_all_to_conda(line):
    found = map_conda(["python=3.11", "numpy=1.26", line, "pip", {"pip": ["rich"]}], ["conda-forge"])
    assert found.python_version == "3.11"
    assert found.requirements == ["rich"]
    assert found.rest == {"channels": ["conda-forge"], "packages": ["python=3.11", "numpy=1.26", line, "pip"], "unmapped": [line]}


def test_the_refusal_names_the_line_and_the_ways_out():
    error = unmapped_error(["mkl=2020", "gcc"], "name: x\ndependencies:\n  - mkl=2020\n  - gcc\n")
    assert error.message == "Only conda can install 'mkl=2020' (line 3), 'gcc' (line 4), and neither conda, mamba nor micromamba is on PATH."
    assert "micromamba" in error.hint
    assert "below '- pip:'" in error.hint


def test_the_pip_part_is_sorted_out():
    lines = [
        "# ours",
        "numpy>=1.20  # fast",
        "azureml-defaults",
        "azureml_core==1.50 ; python_version > '3'",
        "azureml-dataprep[pandas]",
        "--extra-index-url https://x/simple",
    ]
    found = map_conda(["pip", {"pip": lines}])
    assert found.requirements == ["numpy>=1.20"]
    assert found.pip_options == ["--extra-index-url https://x/simple"]
    assert found.warnings == ["azureml-dataprep: not installed; azureml.core in a run is that of this package"]


def test_hashes_and_continued_lines_stay_one_requirement():
    assert sort_pip_lines(["a==1 \\", "  --hash=sha256:00", "", "b @ https://x/b.whl#sha256=11"]).requirements == [
        "a==1    --hash=sha256:00",
        "b @ https://x/b.whl#sha256=11",
    ]


@pytest.mark.parametrize("line", ["-r other.txt", "-e .", "--requirement=other.txt", "-c limits.txt", "--index-url", "--no-index yes"])
def test_lines_that_do_not_travel_are_refused(line):
    with pytest.raises(UserError, match="cannot be kept in an environment"):
        sort_pip_lines(["numpy", line])


def test_lines_that_are_none_are_all_named():
    with pytest.raises(UserError, match=r"3, \{'npm': \['x'\]\}, '>=2'"):
        map_conda(["numpy", 3, {"npm": ["x"]}, ">=2"])
