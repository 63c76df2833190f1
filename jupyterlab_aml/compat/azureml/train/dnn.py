"""``from azureml.train.dnn import PyTorch, Gloo``; an installed SDK takes its place."""

from jupyterlab_aml.compat.sdk import gives_way

__all__ = ["Chainer", "Gloo", "Mpi", "Nccl", "ParameterServer", "PyTorch", "TensorFlow"]

if not gives_way(__name__, __file__):
    from jupyterlab_aml import Chainer, Gloo, Mpi, Nccl, ParameterServer, PyTorch, TensorFlow
