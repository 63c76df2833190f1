"""Predict what a car costs by gradient boosting, and log the error while the model grows.

By hand: ``python train.py --rounds 40``. Submitted: ``aml submit train.py -- --rounds 40``. The same file, unchanged.
"""

import argparse
import os

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from jupyterlab_aml import Run

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "automobile_price_raw.csv")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30, help="points on the learning curve")
    parser.add_argument("--trees", type=int, default=5, help="trees that each round adds")
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--depth", type=int, default=3, help="of each tree")
    options = parser.parse_args()

    run = Run.get_context()
    cars = read_cars()
    print(f"{len(cars)} cars, {cars.shape[1] - 1} features")
    train, test = train_test_split(cars, test_size=0.25, random_state=0)
    featurizer = make_featurizer(cars.drop(columns="price"))
    x_train, y_train = featurizer.fit_transform(train.drop(columns="price")), train["price"].to_numpy()
    x_test, y_test = featurizer.transform(test.drop(columns="price")), test["price"].to_numpy()

    model = GradientBoostingRegressor(
        n_estimators=0,
        learning_rate=options.learning_rate,
        max_depth=options.depth,
        subsample=0.8,
        random_state=0,
        warm_start=True,
    )
    for number in range(1, options.rounds + 1):
        model.set_params(n_estimators=number * options.trees).fit(x_train, y_train)
        train_error = mean_absolute_error(y_train, model.predict(x_train))
        validation_error = mean_absolute_error(y_test, model.predict(x_test))
        run.log("train_mae", train_error, step=number)
        run.log("validation_mae", validation_error, step=number)
        print(f"round {number}/{options.rounds}: off by ${train_error:,.0f} on known cars, ${validation_error:,.0f} on new ones")

    predicted = model.predict(x_test)
    run.log("mae", mean_absolute_error(y_test, predicted))
    run.log("r2", r2_score(y_test, predicted))
    run.log_table("feature_importance", most_important(model, featurizer))
    run.log_predictions("price", price_bands(y_test, predicted))

    os.makedirs("outputs", exist_ok=True)
    joblib.dump(make_pipeline(featurizer, model), "outputs/model.joblib")
    test.assign(predicted=predicted.round()).to_csv("outputs/predictions.csv", index=False)


def read_cars():
    """Read the cars whose price is known; "?" means that nobody wrote it down."""
    return pd.read_csv(DATA, na_values="?").dropna(subset="price")


def make_featurizer(features):
    """Fill gaps with the median (numbers) or the commonest value (words), and give each word a column of its own."""
    numbers = features.select_dtypes("number").columns.tolist()
    words = [name for name in features.columns if name not in numbers]
    return make_column_transformer(
        (SimpleImputer(strategy="median"), numbers),
        (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)), words),
        verbose_feature_names_out=False,
    )


def most_important(model, featurizer, count=10):
    """Return the table of the features that decide most."""
    order = np.argsort(model.feature_importances_)[::-1][:count]
    return {
        "feature": featurizer.get_feature_names_out()[order].tolist(),
        "importance": model.feature_importances_[order].round(4).tolist(),
    }


def price_bands(actual, predicted, count=5):
    """Summarise predictions by bands of the true price, in the shape of ``Run.log_predictions``."""
    edges = np.quantile(actual, np.linspace(0, 1, count + 1))
    band = np.clip(np.searchsorted(edges, actual, side="right") - 1, 0, count - 1)
    bands = [predicted[band == number] for number in range(count)]
    return {
        "schema_type": "predictions",
        "schema_version": "v1",
        "data": {
            "bin_averages": [float(values.mean()) for values in bands],
            "bin_errors": [float(values.std()) for values in bands],
            "bin_counts": [len(values) for values in bands],
            "bin_edges": edges.tolist(),
        },
    }


if __name__ == "__main__":
    main()
