"""What Spark loads and how it runs."""

from typing import Any, ClassVar

from pydantic import Field

from .section import Section, signature_of_sdk
from .types import Flag, TextList, Values


class SparkPackage(Section):
    """A package of Maven.

    Notes
    -----
    Source: ``azureml.core.environment.SparkPackage``.
    """

    where: ClassVar[str] = "environment.spark.packages"

    group: str | None = Field(None, description="Its group.")
    artifact: str | None = Field(None, description="Its name.")
    version: str | None = Field(None, description="Its version.")

    @signature_of_sdk
    def __init__(self, group: str | None = None, artifact: str | None = None, version: str | None = None, **values: Any) -> None:
        super().__init__(group=group, artifact=artifact, version=version, **values)


class SparkSection(Section):
    """What Spark loads.

    Notes
    -----
    Source: ``azureml.core.environment.SparkSection``.
    """

    where: ClassVar[str] = "environment.spark"

    repositories: TextList = Field(default_factory=list, description="Where packages are looked for.")
    packages: list[SparkPackage] = Field(default_factory=list, description="What is loaded.")
    precache_packages: Flag = Field(True, description="Put the packages into the image.")


class SparkConfiguration(Section):
    """How Spark runs.

    Notes
    -----
    Source: ``azureml.core.runconfig.SparkConfiguration``.
    """

    where: ClassVar[str] = "spark"

    configuration: Values = Field(default_factory=dict, description="Properties of Spark, such as spark.app.name.")


class HdiConfiguration(Section):
    """How a run on HDInsight is submitted.

    Notes
    -----
    Source: ``azureml.core.runconfig.HdiConfiguration``.
    """

    where: ClassVar[str] = "hdi"

    yarn_deploy_mode: str = Field("cluster", description="cluster or client.")
