"""Where the versions of assets are kept; it travels to scripts, so it is at home in the runner."""

from jupyterlab_aml.runner.asset_store import Assets, AssetStore

__all__ = ["AssetStore", "Assets"]
