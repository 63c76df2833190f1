"""The diabetes script as notebooks of 2019 had it: ``azureml.core`` and nothing of ours.

Submitted to the embedded workspace it runs as it is, also where the SDK is not installed; then ``azureml.core`` is the one that comes with the run.
"""

import os

import joblib
import numpy as np
from azureml.core import Run
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split

os.makedirs("./outputs", exist_ok=True)

X, y = load_diabetes(return_X_y=True)
run = Run.get_context()
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)

for alpha in np.arange(0.0, 1.0, 0.25):
    reg = Ridge(alpha=alpha)
    reg.fit(X_train, y_train)
    mse = mean_squared_error(y_test, reg.predict(X_test))
    run.log("alpha", alpha)
    run.log("mse", mse)

    model_file_name = f"ridge_{alpha:.2f}.pkl"
    joblib.dump(value=reg, filename=os.path.join("outputs", model_file_name))
    print(f"alpha is {alpha:.2f}, and mse is {mse:0.2f}")
