"""The run folder: paths, writers, readers and the fold from facts to status.

Imports the standard library only and stays valid on Python 3.6, because it travels with the runner to any compute target.
The contract is ``docs/run-folder.md``.
"""
