"""Load the newest version of the model ``diabetes``, or another one, and say how good it is.

Submitted: ``aml submit score.py -- --version 1``. That the run used it is remembered: ``aml models show diabetes:1``.
"""

import argparse

import joblib
from azureml.core import Run
from azureml.core.model import Model
from sklearn.datasets import load_diabetes
from sklearn.metrics import mean_absolute_error

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--version", type=int, help="the newest by default")
version = parser.parse_args().version

run = Run.get_context()
model = joblib.load(Model.get_model_path("diabetes", version=version))
x, y = load_diabetes(return_X_y=True)
run.log("mae", mean_absolute_error(y, model.predict(x)))
run.log("alpha", model.alpha)
