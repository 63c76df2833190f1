"""Write the mean price of each make: a script that gets its data as an input and leaves its result as an output.

``submit_with_data.py`` registers the data and submits this.
"""

import argparse
import os

from jupyterlab_aml import Run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cars", help="id of the input; the data itself is in run.input_datasets")
    parser.add_argument("--out", required=True, help="folder to write to")
    options = parser.parse_args()

    run = Run.get_context()
    cars = run.input_datasets["cars"].to_pandas_dataframe()
    prices = cars.assign(price=cars["price"].where(cars["price"] != "?").astype(float)).groupby("make")["price"].mean().round()
    run.log("makes", len(prices))
    run.log("dearest", prices.max())
    prices.dropna().to_csv(os.path.join(options.out, "prices.csv"))
    print(f"{len(cars)} cars of {len(prices)} makes, read as {options.cars}")


if __name__ == "__main__":
    main()
