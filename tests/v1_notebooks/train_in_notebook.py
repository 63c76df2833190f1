"""Training in the notebook itself: an interactive run with files and a child run for each value that is tried."""

# ruff: noqa: T201

import os
import pickle

from azureml.core import Experiment, Workspace

ws = Workspace.from_config()
print(
    "Workspace name: " + ws.name,
    "Azure region: " + ws.location,
    "Subscription id: " + ws.subscription_id,
    "Resource group: " + ws.resource_group,
    sep="\n",
)

experiment = Experiment(workspace=ws, name="train-in-notebook")
points = [(x / 10, 2 * x / 10 + 1) for x in range(20)]


def fit(ridge):
    n = len(points) + ridge
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / (sum((x - mean_x) ** 2 for x, _ in points) + ridge)
    return slope, mean_y - slope * mean_x


def error(model):
    return sum((model[0] * x + model[1] - y) ** 2 for x, y in points) / len(points)


root_run = experiment.start_logging(snapshot_directory=None)
root_run.tag("notebook", "train-in-notebook")
os.makedirs("outputs", exist_ok=True)
for ridge in (0.0, 0.5, 1.0):
    with root_run.child_run("ridge-" + str(ridge)) as run:
        model = fit(ridge)
        run.log("ridge", ridge)
        run.log(name="mse", value=error(model))
        file_name = "model_ridge_" + str(ridge) + ".pkl"
        with open(file_name, "wb") as file:
            pickle.dump(model, file)
        run.upload_file(name="outputs/" + file_name, path_or_stream="./" + file_name)

children = list(root_run.get_children())
metrics = root_run.get_metrics(recursive=True)
best_id, best = min(((run_id, found) for run_id, found in metrics.items() if "mse" in found), key=lambda item: item[1]["mse"])
best_run = next(child for child in children if child.id == best_id)
best_run.tag("Best run")
root_run.log("best_ridge", best["ridge"])
root_run.complete()

best_run.download_file(name="outputs/model_ridge_0.0.pkl", output_file_path="best.pkl")
with open("best.pkl", "rb") as file:
    assert abs(pickle.load(file)[0] - 2) < 1e-9
assert best_run.get_tags() == {"Best run": None}, best_run.get_tags()
assert best["ridge"] == 0.0
assert [child.get_status() for child in children] == ["Completed"] * 3
assert best_run.parent.id == root_run.id
assert [run.id for run in experiment.get_runs(tags="notebook")] == [root_run.id]
assert len(list(experiment.get_runs(include_children=True))) == 4
assert root_run.get_details()["status"] == "Completed"
