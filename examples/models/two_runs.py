"""Train twice, load the better version in a third run, and tell who made and who used it."""

import os

from jupyterlab_aml import Experiment, Model, ScriptRunConfig, Workspace

HERE = os.path.dirname(os.path.abspath(__file__))

ws = Workspace.from_config(HERE)
trainings = [Experiment(ws, "diabetes").submit(ScriptRunConfig(HERE, "train.py", ["--alpha", alpha])) for alpha in (0.1, 10)]
for training in trainings:
    training.wait_for_completion()
best = max(Model.list(ws, name="diabetes"), key=lambda model: float(model.properties["r2"]))
scoring = Experiment(ws, "diabetes").submit(ScriptRunConfig(HERE, "score.py", ["--version", best.version]))
scoring.wait_for_completion()
print(f"{best.id}, made by {best.run_id} with alpha {best.tags['alpha']}, is off by {scoring.get_metrics()['mae']:.1f} in {scoring.id}")
print(f"used by {', '.join(best.asset.used_by())}")
