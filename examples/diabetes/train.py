"""Fit ridge regressions on scikit-learn's diabetes data, one for each alpha, and log how good each is.

By hand: ``python train.py --alpha 0.4``. Submitted: ``aml submit train.py -- --alphas 0 0.2 0.4``. The same file, unchanged.
"""

import argparse
import importlib.util
import os

import joblib
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import train_test_split

from jupyterlab_aml import Run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--alpha", type=float, default=0.03, help="strength of the regularisation")
    parser.add_argument("--alphas", type=float, nargs="+", help="several of them, one model each")
    options = parser.parse_args()

    run = Run.get_context()
    features, target = load_diabetes(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(features, target, test_size=0.2, random_state=0)

    best = None
    for alpha in options.alphas or [options.alpha]:
        model = Ridge(alpha=alpha).fit(x_train, y_train)
        predicted = model.predict(x_test)
        mse, r2 = mean_squared_error(y_test, predicted), r2_score(y_test, predicted)
        print(f"alpha {alpha:g}: mse {mse:.1f}, r2 {r2:.3f}")
        run.log("alpha", alpha)
        run.log("mse", mse)
        run.log("r2", r2)
        run.log_row("models", alpha=alpha, mse=mse, r2=r2)
        if best is None or mse < best[0]:
            best = (mse, alpha, model, predicted)

    mse, alpha, model, predicted = best
    run.log("best_alpha", alpha)
    run.log_list("coefficients", model.coef_.tolist())
    os.makedirs("outputs", exist_ok=True)
    joblib.dump(model, "outputs/model.joblib")
    if importlib.util.find_spec("matplotlib"):
        run.log_image("residuals", plot=plot_residuals(y_test, predicted))
    print(f"best: alpha {alpha:g} with mse {mse:.1f}; the model is outputs/model.joblib")


def plot_residuals(actual, predicted):
    """Draw how far off each prediction is."""
    import matplotlib as mpl  # noqa: PLC0415 - only a picture: the script is as good without

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    _, axes = plt.subplots(figsize=(5, 3.5), layout="constrained")
    axes.scatter(predicted, actual - predicted, s=14)
    axes.axhline(0, color="0.6", linewidth=1)
    axes.set(xlabel="predicted progression", ylabel="residual")
    return plt


if __name__ == "__main__":
    main()
