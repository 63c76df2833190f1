"""Register a dataset, submit a script that reads it, and find what the run made: ``python submit_with_data.py``."""

import os

from jupyterlab_aml import Dataset, Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.assets.output_config import OutputFileDatasetConfig

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    ws = Workspace.from_config()
    table = Dataset.Tabular.from_delimited_files(os.path.join(HERE, "automobile_price_raw.csv"))
    cars = table.register(ws, "cars", description="prices of cars, 1985", create_new_version=True)
    prices = OutputFileDatasetConfig("prices").read_delimited_files().register_on_complete("prices-by-make")

    config = ScriptRunConfig(HERE, script="prices_by_make.py", arguments=["--cars", cars.as_named_input("cars"), "--out", prices])
    run = Experiment(ws, "prices").submit(config)
    run.wait_for_completion(show_output=True)

    made = Dataset.get_by_name(ws, "prices-by-make")
    print(f"{run.id} made {made.id}:")
    print(made.to_pandas_dataframe().nlargest(3, "price").to_string(index=False))


if __name__ == "__main__":
    main()
