"""Lists of packages as conda files have them."""

import pytest
import yaml

from jupyterlab_aml import CondaDependencies
from jupyterlab_aml.errors import UserError


def test_made_as_notebooks_make_them(tmp_path):
    packages = CondaDependencies.create(conda_packages=["scikit-learn"], pip_packages=["azureml-sdk", "torch==2.2"], pin_sdk_version=False)
    packages.add_conda_package("numpy=1.26")
    packages.add_channel("conda-forge")
    packages.set_python_version("3.11")
    packages.set_pip_option("--pre")
    assert yaml.safe_load(packages.serialize_to_string()) == packages.as_dict()
    assert packages.as_dict() == {
        "dependencies": ["python=3.11", "scikit-learn", "numpy=1.26", {"pip": ["--pre", "azureml-sdk", "torch==2.2"]}],
        "channels": ["conda-forge"],
    }
    assert (packages.get_python_version(), list(packages.pip_options), list(packages.conda_channels)) == ("3.11", ["--pre"], ["conda-forge"])
    assert packages.save_to_file(tmp_path, "sub/env.yml") == "sub/env.yml"
    assert CondaDependencies(tmp_path / "sub" / "env.yml") == packages


def test_a_package_is_there_once():
    packages = CondaDependencies.create(conda_packages=["numpy=1.25"], pip_packages=["Scikit_Learn==1.4"])
    packages.add_conda_package("conda-forge::numpy=1.26")
    packages.add_pip_package("scikit-learn>=1.5")
    packages.set_python_version("3.10")
    packages.set_python_version("3.11")
    packages.set_pip_index_url("https://one.example/simple")
    packages.set_pip_index_url("https://two.example/simple")
    assert list(packages.conda_packages) == ["python=3.11", "conda-forge::numpy=1.26"]
    assert (list(packages.pip_packages), list(packages.pip_options)) == (["scikit-learn>=1.5"], ["--index-url https://two.example/simple"])
    packages.remove_pip_package("scikit-learn")
    packages.remove_conda_package("numpy")
    packages.remove_pip_option("--index-url")
    packages.set_pip_requirements(["a", "b"])
    assert (list(packages.conda_packages), list(packages.pip_packages), list(packages.pip_options)) == (["python=3.11"], ["a", "b"], [])


def test_what_is_not_known_is_kept():
    structure = {"name": "x", "prefix": "/p", "variables": {"A": 1}, "dependencies": ["numpy"]}
    packages = CondaDependencies(_underlying_structure=structure)
    packages.add_pip_package("torch")
    assert packages.as_dict() == {**structure, "dependencies": ["numpy", {"pip": ["torch"]}]}
    assert structure["dependencies"] == ["numpy"]


def test_empty_is_nothing():
    assert CondaDependencies().is_empty
    assert CondaDependencies.create(pip_packages=[]).is_empty
    assert not CondaDependencies.create(python_version="3.11").is_empty
    assert CondaDependencies().get_python_version() is None


def test_requirements_are_joined():
    assert CondaDependencies.merge_requirements(["a>1", "b", "a<3", "b"]) == ["a>1,<3", "b"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda packages: packages.add_pip_package(5), "pip_package is 5"),
        (lambda packages: packages.add_conda_package(" "), "conda_package is ' '"),
        (lambda packages: packages.set_pip_option("torch"), "options of pip begin with '-'"),
        (lambda packages: packages.add_cntk_package(), "CNTK ended"),
        (lambda _: CondaDependencies.create(pip_packages="numpy"), "pip_packages is 'numpy'; a list"),
        (lambda _: CondaDependencies.create(conda_packages=["numpy", None]), r"conda_packages\[1\] is None"),
    ],
)
def test_what_is_no_package(change, told):
    packages = CondaDependencies()
    with pytest.raises(UserError, match=told):
        change(packages)
    assert packages.is_empty
