"""Which versions of a framework there are for a Python, and what becomes of the others."""

import pytest

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.estimators.versions import CHAINER, KERAS, PYTORCH, SKLEARN, TENSORFLOW, check_version, supported

ALL = [SKLEARN, PYTORCH, TENSORFLOW, KERAS, CHAINER]


@pytest.mark.parametrize(
    ("framework", "version", "minor", "means"),
    [
        (SKLEARN, None, 11, "1.9"),
        (SKLEARN, None, 10, "1.7"),  # the last one for Python 3.10
        (SKLEARN, "1.5", 13, "1.5"),
        (SKLEARN, "1.5.2", 11, "1.5"),
        (SKLEARN, "1.11", 11, None),  # newer than what was tested
        (PYTORCH, "2.10", 12, "2.10"),
        (PYTORCH, "3", 12, None),
        (TENSORFLOW, None, 13, "2.21"),
        (CHAINER, None, 11, "7.8"),
        (KERAS, "3.15.1", 13, "3.15"),
    ],
)
def test_a_version_that_there_is(framework, version, minor, means):
    assert check_version(framework, version, minor) == means


@pytest.mark.parametrize(
    ("framework", "version", "minor", "nearest"),
    [
        (SKLEARN, "0.20.3", 11, "1.3"),
        (SKLEARN, "1.3", 13, "1.5"),  # it is there, for an older Python
        (SKLEARN, "1.9x", 11, "1.9"),
        (SKLEARN, "newest", 11, "1.9"),
        (TENSORFLOW, "1.13", 11, "2.16"),
        (TENSORFLOW, "2.19", 13, "2.20"),
        (PYTORCH, "1.3", 12, "2.4"),
        (CHAINER, "5.1.0", 11, "7.8"),
    ],
)
def test_a_version_that_there_is_not(framework, version, minor, nearest):
    """The error says what there is, the nearest of it, and the ways out."""
    with pytest.raises(UserError) as caught:
        check_version(framework, version, minor)
    text = str(caught.value)
    assert f"framework_version={version!r} is not supported for {framework.name} on Python 3.{minor}" in text
    assert f"There is: {', '.join(supported(framework, minor))}." in text
    assert f"framework_version={nearest!r}" in text
    assert "environment_definition" in text
    assert "user_managed_dependencies" in text
    assert caught.value.details == {"field": "framework_version", "available": supported(framework, minor)}


def test_a_framework_that_this_python_has_not():
    with pytest.raises(UserError, match=r"Chainer does not install on Python 3\.12; it needs Python 3\.8 to 3\.11\. Name an interpreter"):
        check_version(CHAINER, None, 12)


@pytest.mark.parametrize("framework", ALL)
def test_the_table_is_in_order(framework):
    """The newest is the default, so the order is what counts."""
    numbers = [tuple(map(int, version.split("."))) for version in framework.releases]
    assert numbers == sorted(numbers)
    assert framework.default == list(framework.releases)[-1]
    for minor in (10, 11):
        assert supported(framework, minor)
