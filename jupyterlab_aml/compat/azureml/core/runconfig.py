"""``from azureml.core.runconfig import RunConfiguration, MpiConfiguration`` and the other parts of a run configuration."""

from jupyterlab_aml.training.configuration.conda_dependencies import CondaDependencies
from jupyterlab_aml.training.configuration.data import (
    Data,
    DataLocation,
    DataPath,
    DataReferenceConfiguration,
    Dataset,
    DatasetRegistrationOptions,
    GlobsOptions,
    MountOptions,
    OutputData,
    OutputOptions,
    RegistrationOptions,
    UploadOptions,
    Uri,
)
from jupyterlab_aml.training.configuration.distributed import (
    MpiConfiguration,
    ParallelTaskConfiguration,
    PyTorchConfiguration,
    TensorflowConfiguration,
)
from jupyterlab_aml.training.configuration.docker import DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE, ContainerRegistry, DockerConfiguration
from jupyterlab_aml.training.configuration.environment import Environment
from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration
from jupyterlab_aml.training.configuration.sections import (
    AmlComputeConfiguration,
    ApplicationEndpointConfiguration,
    HistoryConfiguration,
    KubernetesComputeConfiguration,
)
from jupyterlab_aml.training.configuration.spark import HdiConfiguration, SparkConfiguration

EnvironmentDefinition = Environment
AzureContainerRegistry = ContainerRegistry

__all__ = [
    "DEFAULT_CPU_IMAGE",
    "DEFAULT_GPU_IMAGE",
    "AmlComputeConfiguration",
    "ApplicationEndpointConfiguration",
    "AzureContainerRegistry",
    "CondaDependencies",
    "ContainerRegistry",
    "Data",
    "DataLocation",
    "DataPath",
    "DataReferenceConfiguration",
    "Dataset",
    "DatasetRegistrationOptions",
    "DockerConfiguration",
    "Environment",
    "EnvironmentDefinition",
    "GlobsOptions",
    "HdiConfiguration",
    "HistoryConfiguration",
    "KubernetesComputeConfiguration",
    "MountOptions",
    "MpiConfiguration",
    "OutputData",
    "OutputOptions",
    "ParallelTaskConfiguration",
    "PyTorchConfiguration",
    "RegistrationOptions",
    "RunConfiguration",
    "SparkConfiguration",
    "TensorflowConfiguration",
    "UploadOptions",
    "Uri",
]
