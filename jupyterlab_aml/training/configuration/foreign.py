"""Sections for R and Databricks: kept as they are, without an effect here."""

from typing import ClassVar

from pydantic import Field

from .section import Section
from .types import Flag, Items


class RCranPackage(Section):
    """A package of CRAN. Source: ``azureml.core.environment.RCranPackage``."""

    where: ClassVar[str] = "environment.r.cran_packages"

    name: str | None = None
    version: str | None = None
    repository: str | None = None


class RGitHubPackage(Section):
    """A package of R on GitHub. Source: ``azureml.core.environment.RGitHubPackage``."""

    where: ClassVar[str] = "environment.r.github_packages"

    repository: str | None = None
    auth_token: str | None = Field(None, repr=False)


class RSection(Section):
    """What R has. Source: ``azureml.core.environment.RSection``."""

    where: ClassVar[str] = "environment.r"

    r_version: str | None = None
    user_managed: Flag = False
    rscript_path: str | None = None
    snapshot_date: str | None = None
    cran_packages: list[RCranPackage] | None = None
    github_packages: list[RGitHubPackage] | None = None
    custom_url_packages: list[str] | None = None
    bioconductor_packages: list[str] | None = None


class DatabricksSection(Section):
    """Libraries of Databricks. Source: ``azureml.core.databricks.DatabricksSection``."""

    where: ClassVar[str] = "environment.databricks"

    maven_libraries: Items = Field(default_factory=list)
    pypi_libraries: Items = Field(default_factory=list)
    rcran_libraries: Items = Field(default_factory=list)
    jar_libraries: Items = Field(default_factory=list)
    egg_libraries: Items = Field(default_factory=list)
