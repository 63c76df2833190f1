"""``from azureml.exceptions import ...``; an installed SDK takes its place."""

from jupyterlab_aml.compat.sdk import gives_way

__all__ = [
    "ActivityFailedException",
    "AzureMLException",
    "ComputeTargetException",
    "DatasetTimestampMissingError",
    "ExperimentExecutionException",
    "ProjectSystemException",
    "RunEnvironmentException",
    "SnapshotException",
    "UserErrorException",
    "WorkspaceException",
]

if not gives_way(__name__, __file__):
    from jupyterlab_aml.errors import (
        ActivityFailedException,
        AzureMLException,
        ComputeTargetException,
        DatasetTimestampMissingError,
        ExperimentExecutionException,
        ProjectSystemException,
        RunEnvironmentException,
        SnapshotException,
        UserErrorException,
        WorkspaceException,
    )
