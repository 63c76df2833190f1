"""Executing a notebook as the script of a run: ``python -m jupyterlab_aml.notebook_run NOTEBOOK [-p NAME=VALUE]... [-o FILE]``.

It runs in the interpreter of the run and needs nbclient, nbformat and ipykernel there. Like the other rooms that travel it is valid on Python 3.6.
"""
