"""A ridge regression on scikit-learn's diabetes data."""

import argparse
import os

import joblib
import sklearn
from azureml.core import Run
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--alpha", type=float, default=0.1)
options = parser.parse_args()

run = Run.get_context()
features, target = load_diabetes(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(features, target, test_size=0.2, random_state=0)
model = Ridge(alpha=options.alpha).fit(x_train, y_train)
run.log("alpha", options.alpha)
run.log("mse", mean_squared_error(y_test, model.predict(x_test)))
os.makedirs("outputs", exist_ok=True)
joblib.dump(model, "outputs/model.joblib")
print("scikit-learn", sklearn.__version__)
