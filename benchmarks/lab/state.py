"""What a page gets before it shows the first run in a cell: the script of the widget and the state of a run with 24 curves, compressed."""

import gzip
import json

from _lab import Row, peer, run, scene

from jupyterlab_aml import Experiment
from jupyterlab_aml.notebook.live import TAIL
from jupyterlab_aml.notebook.run_widget import RunWidget

CURVES = 24


def measure(quick=False):
    with scene() as made:
        logged = Experiment(made.workspace, "bench").start_logging()
        for step in range(200 if quick else 2_000):
            for number in range(CURVES):
                logged.log(f"group{number % 4}/metric{number}", (step * 7919 * (number + 1) % 1000) / (step + 1), step=step)
        logged.complete()
        made_widgets = []
        TAIL.follow(logged, lambda live: made_widgets.append(RunWidget(live)))
        state = made_widgets[0].get_state()
    script = len(gzip.compress((state.pop("_esm") + state.pop("_css")).encode()))
    rest = len(gzip.compress(json.dumps(state).encode()))
    figure = peer("figure_widget.py")
    own, other = script + rest, figure["state_gzip_bytes"]
    told = f"{own / 1000:.0f} kB ({script / 1000:.0f} the script, {rest / 1000:.0f} the run); FigureWidget with as many {other / 1000:,.0f} kB"
    figures = {"script_bytes": script, "run_bytes": rest, "figure_widget": figure}
    return [Row("first state of a widget, gzipped", "<= 150 kB", told, f"{other / own:.0f} x less", own <= 150_000, figures)]


if __name__ == "__main__":
    run(measure)
