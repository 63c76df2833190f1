"""The sections of a run configuration that say where and how it runs; those of Azure's clusters are kept without an effect here."""

from typing import Any, ClassVar

from pydantic import Field

from .section import Section, signature_of_sdk
from .types import Flag, TextList


class HistoryConfiguration(Section):
    """What is kept of a run. Source: ``azureml.core.runconfig.HistoryConfiguration``."""

    where: ClassVar[str] = "history"

    output_collection: Flag = Field(True, description="Collect outputs; runs here always do.")
    snapshot_project: Flag = Field(True, description="Keep a snapshot of the code; runs here always do.")
    directories_to_watch: TextList = Field(default_factory=lambda: ["logs"], description="Folders whose files are shown while the run goes on.")


class AmlComputeConfiguration(Section):
    """The machines of a cluster. Source: ``azureml.core.runconfig.AmlComputeConfiguration``."""

    where: ClassVar[str] = "amlcompute"

    vm_size: str | None = Field(None, description="Kind of machine.")
    vm_priority: str | None = Field(None, description="dedicated or lowpriority.")
    retain_cluster: Flag = Field(False, description="Keep the cluster after the run.")
    name: str | None = Field(None, description="Name of the cluster.")
    cluster_max_node_count: int | None = Field(None, description="Most machines.")


class KubernetesComputeConfiguration(Section):
    """Machines of Kubernetes. Source: ``azureml.core.runconfig.KubernetesComputeConfiguration``."""

    where: ClassVar[str] = "kubernetescompute"

    instance_type: str | None = Field(None, description="Kind of machine.")


class ApplicationEndpointConfiguration(Section):
    """A service beside a run. Source: ``azureml.core.runconfig.ApplicationEndpointConfiguration``."""

    where: ClassVar[str] = "services"

    type: str | None = None
    port: int | None = None
    properties: dict[str, Any] | None = None

    @signature_of_sdk
    def __init__(self, type: str | None = None, port: int | None = None, properties: dict[str, Any] | None = None, **values: Any) -> None:  # noqa: A002 the name of the SDK
        super().__init__(type=type, port=port, properties=properties, **values)
