"""What the SDK has and the embedded workspace has not, with the reason a user is told."""

from __future__ import annotations

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runner.surroundings import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Mapping

_NETWORK = "It has no network of its own: nothing needs to be connected or protected."
_SECRETS = "Give secrets to a run with environment_variables={...} (--env): they are kept readable for you only and shown nowhere."
_NOTHING = "There is no Azure resource behind it that this could change."

WORKSPACE = {
    "add_private_endpoint": _NETWORK,
    "delete_private_endpoint_connection": _NETWORK,
    "set_connection": _NETWORK,
    "list_connections": _NETWORK,
    "get_connection": _NETWORK,
    "delete_connection": _NETWORK,
    "get_default_keyvault": _SECRETS,
    "list_keys": _SECRETS,
    "sync_keys": _SECRETS,
    "discovery_url": _NOTHING,
    "service_context": _NOTHING,
    "diagnose_workspace": _NOTHING,
    "update": _NOTHING,
    "update_dependencies": _NOTHING,
}
WORKSPACE_VALUES = frozenset({"discovery_url", "service_context"})


RUN = {
    "get_secret": _SECRETS,
    "get_secrets": _SECRETS,
    "add_type_provider": "All runs are of the class Run; run.type tells the kind.",
}

CREATE_PARAMETERS = frozenset(
    {
        "storage_account",
        "key_vault",
        "app_insights",
        "container_registry",
        "adb_workspace",
        "primary_user_assigned_identity",
        "cmk_keyvault",
        "resource_cmk_uri",
        "hbi_workspace",
        "default_cpu_compute_target",
        "default_gpu_compute_target",
        "private_endpoint_config",
        "private_endpoint_auto_approval",
        "user_assigned_identity_for_cmk_encryption",
        "system_datastores_auth_mode",
        "v1_legacy_mode",
    }
)


def refusals(owner: str, reasons: Mapping[str, str], values: Container[str]) -> dict[str, Refused]:
    """Return an attribute for each name that says, when it is used, why it is not there. ``values`` are no methods."""
    return {
        name: Refused(UserError(f"{owner}.{name} does not exist in the embedded workspace.", why), name in values) for name, why in reasons.items()
    }
