"""What can be set on a compute target: described once, for checks, dialogs and help. Only what creates or changes targets imports this."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jupyterlab_aml.compute.machine import cores
from jupyterlab_aml.training.problems import explain

MOST_SLOTS = 1024


class TargetSettings(BaseModel):
    """What every kind has; a kind adds its own fields, each with title and description."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slots: int = Field(1, ge=1, le=MOST_SLOTS, title="Slots", description="How many runs execute at once.")

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the settings ready to be stored, and what is wrong: ``[{"field", "value", "message"}]``, empty if all fit."""
        try:
            return cls.model_validate(dict(values)).model_dump(mode="json"), []
        except ValidationError as error:
            return {}, explain(error, cls.model_json_schema())


class LocalSettings(TargetSettings):
    """Settings of the machine itself."""

    slots: int = Field(
        cores(), ge=1, le=MOST_SLOTS, title="Slots", description="How many runs execute at once; by default one for each core of this machine."
    )
