"""``from azureml.train.sklearn import SKLearn``; an installed SDK takes its place."""

from jupyterlab_aml.compat.sdk import gives_way

__all__ = ["SKLearn"]

if not gives_way(__name__, __file__):
    from jupyterlab_aml import SKLearn
