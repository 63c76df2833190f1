"""What to say of the parts of the Azure ML SDK that are not here: one sentence, and what to do instead."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_CLUSTERS = "runs execute on this machine. Write compute_target=ws.compute_targets['local'] in its place."
_KINDS = (
    "AdlaCompute AksCompute AmlCompute AmlWindowsCompute BatchCompute ComputeInstance DataFactoryCompute DatabricksCompute DsvmCompute "
    "HDInsightCompute KubernetesCompute KustoCompute RemoteCompute SynapseCompute"
)
_SERVICES = "models are kept and loaded here, not served. Model.get_model_path(name) leads to the files of one."
_SWEEPS = "sweeps over hyperparameters are not there yet. Submit a run for each value meanwhile."
_AUTOML = "automated machine learning is not there yet."
_BOARD = "`tensorboard --logdir` shows the folder logs/ of a run; run.get_portal_url() names the folder of the run."

_MODULES = {
    "azureml.automl": _AUTOML,
    "azureml.contrib.services": _SERVICES,
    "azureml.contrib.tensorboard": _BOARD,
    "azureml.core.authentication": "the workspace is a folder of yours and asks for no account. Leave auth out.",
    "azureml.core.image": _SERVICES,
    "azureml.core.keyvault": "secrets are given to a run with `--env` and read from os.environ.",
    "azureml.core.webservice": _SERVICES,
    "azureml.dataprep": "dataset.to_pandas_dataframe() gives a table to prepare with pandas.",
    "azureml.mlflow": "metrics are logged with run.log().",
    "azureml.opendatasets": "Azure's open datasets are not there. Dataset.Tabular.from_delimited_files() takes files and addresses of yours.",
    "azureml.pipeline": "pipelines are not there yet. Submit the steps one after another meanwhile.",
    "azureml.tensorboard": _BOARD,
    "azureml.train.automl": _AUTOML,
    "azureml.train.hyperdrive": _SWEEPS,
}
_NAMES = {
    "azureml.core": {"Image": _SERVICES, "Webservice": _SERVICES},
    "azureml.core.compute": dict.fromkeys(_KINDS.split(), _CLUSTERS),
    "azureml.core.model": {"InferenceConfig": _SERVICES},
}


class Missing:
    """The last of the finders: asked for a module of the SDK that nobody has, it says what there is instead."""

    @staticmethod
    def find_spec(name: str, path: "Any" = None, target: "Any" = None) -> None:
        """Raise ModuleNotFoundError for modules of ``azureml`` that were taken into account."""
        known = [each for each in _MODULES if name == each or name.startswith(each + ".")]
        if known:
            raise ModuleNotFoundError(_sentence(name, _MODULES[known[0]]), name=name)


def explain() -> None:
    """Have imports of what is not here say so; the SDK and everything else that is installed is found before."""
    if Missing not in sys.meta_path:
        sys.meta_path.append(Missing)


def no_attribute(module: str, name: str) -> "NoReturn":
    """Tell that a module has no such name: ImportError where we know what is meant, else AttributeError."""
    known = _NAMES.get(module, {}).get(name)
    if known:
        raise ImportError(_sentence("{}.{}".format(module, name), known))
    raise AttributeError("module {!r} has no attribute {!r}".format(module, name))


def _sentence(what: str, instead: str) -> str:
    return "jupyterlab_aml has no {}: {}".format(what, instead)
