"""``from azureml.core.environment import Environment, CondaDependencies``."""

from jupyterlab_aml.training.configuration.conda_dependencies import CondaDependencies
from jupyterlab_aml.training.configuration.docker import ContainerRegistry, DockerBuildContext, DockerImagePlatform, DockerSection
from jupyterlab_aml.training.configuration.environment import Environment, EnvironmentReference
from jupyterlab_aml.training.configuration.foreign import DatabricksSection, RCranPackage, RGitHubPackage, RSection
from jupyterlab_aml.training.configuration.python import PythonSection
from jupyterlab_aml.training.configuration.spark import SparkPackage, SparkSection

PythonEnvironment, DockerEnvironment, SparkEnvironment = PythonSection, DockerSection, SparkSection

__all__ = [
    "CondaDependencies",
    "ContainerRegistry",
    "DatabricksSection",
    "DockerBuildContext",
    "DockerEnvironment",
    "DockerImagePlatform",
    "DockerSection",
    "Environment",
    "EnvironmentReference",
    "PythonEnvironment",
    "PythonSection",
    "RCranPackage",
    "RGitHubPackage",
    "RSection",
    "SparkEnvironment",
    "SparkPackage",
    "SparkSection",
]
