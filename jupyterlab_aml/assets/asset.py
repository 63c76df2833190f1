"""One version of an environment, a dataset or a model; it travels to scripts, so it is at home in the runner."""

from jupyterlab_aml.runner.asset import FILES, LABELS, RECORD, RUNS, Asset, checksum, describe, read_asset

__all__ = ["FILES", "LABELS", "RECORD", "RUNS", "Asset", "checksum", "describe", "read_asset"]
