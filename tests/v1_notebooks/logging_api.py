"""A tour of everything a run can log."""

# ruff: noqa: ICN001

import json
import math

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from azureml.core.experiment import Experiment
from azureml.core.workspace import Workspace

ws = Workspace.from_config()
run = Experiment(workspace=ws, name="logging-api").start_logging(snapshot_directory=None, display_name="tour")

run.log(name="answer", value=42)
run.log("pi", math.pi, description="a number that everybody knows")
for step, value in enumerate(np.linspace(1, 0, 5, dtype="float32")):
    run.log("curve", value, step=step)
run.log("words", "a text is fine")


def fibonacci(count):
    a, b = 0, 1
    for _ in range(count):
        yield b
        a, b = b, a + b


run.log_list("Fibonacci", fibonacci(8))
run.log_list("array", np.array([1.5, 2.5]), description="arrays as well")
for angle in (0, 90, 180):
    run.log_row("sine", angle=angle, sine=round(math.sin(math.radians(angle)), 6))
run.log_table("table", {"x": [1, 2, 3], "y": [0.1, 0.2, 0.3]})

figure, axes = plt.subplots()
axes.plot([1, 2, 3])
run.log_image("figure", plot=figure)
plt.plot([3, 2, 1])
run.log_image(name="pyplot", plot=plt)
plt.savefig("own.png")
run.log_image("from a file", path="own.png")

document = {"schema_type": "confusion_matrix", "schema_version": "v1", "data": {"class_labels": ["no", "yes"], "matrix": [[3, 1], [0, 5]]}}
run.log_confusion_matrix("confusion", document)
run.log_residuals("residuals", {"schema_type": "residuals", "schema_version": "v1", "data": {"bin_edges": [0, 1, 2], "bin_counts": [4, 1]}})
bins = {"bin_averages": [0.2, 0.8], "bin_errors": [0.1, 0.1], "bin_counts": [5, 5], "bin_edges": [0, 0.5, 1]}
run.log_predictions("predictions", json.dumps({"schema_type": "predictions", "schema_version": "v1", "data": bins}))
table = [[[1, 0, 0, 1], [0, 1, 1, 0]]]
accuracy = {
    "probability_tables": table,
    "percentile_tables": table,
    "probability_thresholds": [0, 1],
    "percentile_thresholds": [0, 1],
    "class_labels": ["0"],
}
with open("accuracy.json", "w") as file:
    json.dump({"schema_type": "accuracy_table", "schema_version": "v1", "data": accuracy}, file)
run.log_accuracy_table("accuracy", "accuracy.json")
run.flush()
run.complete()

metrics = run.get_metrics()
assert metrics["answer"] == 42
assert metrics["curve"] == [1.0, 0.75, 0.5, 0.25, 0.0]
assert metrics["Fibonacci"] == [1, 1, 2, 3, 5, 8, 13, 21]
assert metrics["sine"] == {"angle": [0, 90, 180], "sine": [0.0, 1.0, 0.0]}
assert metrics["table"]["y"] == [0.1, 0.2, 0.3]
assert metrics["confusion"] == document
assert metrics["accuracy"]["data"] == accuracy
assert run.get_metrics(name="pi") == {"pi": math.pi}
names = run.get_file_names()
assert {metrics["figure"], metrics["pyplot"], metrics["from a file"]} <= set(names), names
run.download_files(prefix="figure", output_directory="images")
with open("images/figure.png", "rb") as file:
    assert file.read(4) == b"\x89PNG"
