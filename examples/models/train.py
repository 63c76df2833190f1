"""Train a ridge regression and keep it as a new version of the model ``diabetes``.

By hand: ``python train.py``. Submitted: ``aml submit train.py -- --alpha 0.5``. The same file, unchanged.
"""

import argparse
import os

import joblib
import sklearn
from azureml.core import Run
from azureml.core.model import Model
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--alpha", type=float, default=0.1)
alpha = parser.parse_args().alpha

run = Run.get_context()
x, y = load_diabetes(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=0)
model = Ridge(alpha=alpha).fit(x_train, y_train)
r2 = model.score(x_test, y_test)
run.log("r2", r2)

os.makedirs("outputs", exist_ok=True)
joblib.dump(model, "outputs/ridge.joblib")
run.register_model(
    "diabetes",
    "outputs/ridge.joblib",
    tags={"alpha": alpha},
    properties={"r2": f"{r2:.4f}"},
    model_framework=Model.Framework.SCIKITLEARN,
    model_framework_version=sklearn.__version__,
)
