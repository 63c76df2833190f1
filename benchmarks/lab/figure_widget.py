"""What a plotly FigureWidget sends: run in the environment of the peers, prints JSON."""

import gzip
import json

import comm
import numpy as np
import plotly.graph_objects as go

SENT = []


class Recorder(comm.base_comm.BaseComm):
    """A connection to no browser that counts what is published."""

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        SENT.append(len(json.dumps({"data": data, **keys}, default=str)) + sum(memoryview(buffer).nbytes for buffer in buffers or ()))


def figure(curves, points):
    steps = np.arange(points)
    return go.FigureWidget([go.Scatter(x=steps, y=np.random.default_rng(number).random(points), name=f"m{number}") for number in range(curves)])


def update_bytes(curves):
    """Return what is sent when each of some curves of 2,000 points gets ten more: it can only be told whole."""
    updated = figure(curves, 2000)
    SENT.clear()
    with updated.batch_update():
        for trace in updated.data:
            trace.x, trace.y = np.arange(2010), np.random.default_rng(1).random(2010)
    return sum(SENT)


def main():
    comm.create_comm = Recorder
    shown = figure(24, 200)
    state = shown.get_state()
    text = json.dumps(dict(state), default=plain).encode()
    one, ten = update_bytes(1), update_bytes(10)
    print(json.dumps({"state_bytes": len(text), "state_gzip_bytes": len(gzip.compress(text)), "one_curve_bytes": one, "ten_curves_bytes": ten}))


def plain(value):
    return value.tolist() if hasattr(value, "tolist") else list(value) if isinstance(value, (bytes, memoryview)) else str(value)


if __name__ == "__main__":
    main()
