"""Live views of runs: what is kept, what is sent, how much of it, and that nobody's text becomes HTML."""

import gzip
import html.parser
import json
import math
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_aml import Experiment
from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.notebook.display import bundle
from jupyterlab_aml.notebook.live import LiveRun, Tail
from jupyterlab_aml.notebook.run_state import RunState
from jupyterlab_aml.notebook.run_widget import STATIC, RunWidget
from jupyterlab_aml.notebook.still import plain, still
from jupyterlab_aml.notebook.wire import MOST_LOG, MOST_POINTS, MOST_SERIES, Selection
from jupyterlab_aml.runfiles.files import dumps, write_once
from jupyterlab_aml.widgets import RunDetails
from jupyterlab_aml.workspace.html_curve import curve

HOSTILE = "<img src=x onerror=alert(1)>\n</pre><script>alert(2)</script>"


@pytest.fixture(name="run")
def run_fixture(ws):
    """An interactive run that this process holds."""
    return Experiment(ws, "live").start_logging()


class Ear:
    """Hears everything."""

    def __init__(self):
        self.heard = []

    def told(self, live, updates):
        self.heard.append((live.sequence, updates))


def size(value):
    return len(json.dumps(value, separators=(",", ":")).encode())


def of(updates, kind):
    return [item for update in updates if kind in update for item in update[kind]]


# -- what is kept


def test_a_state_and_what_came_later_are_one(run):
    """Everything at once makes the same state as one update after another."""
    live, ear, late = LiveRun(run), Ear(), RunState()
    live.listen(ear)
    for step in range(5):
        run.log("loss", 1 / (step + 1))
        run.log("note", f"step {step}")
        run.log("odd", math.nan)
        live.poll(at_once=True)
    assert [sequence for sequence, _ in ear.heard] == [1, 2, 3, 4, 5]
    late.take(live.state.everything())
    assert late.everything() == live.state.everything()
    assert list(late.series["loss"].v) == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5], rel=1e-6)
    assert late.newest()["note"] == "step 4"
    assert of(late.everything(), "series")[1]["v"] == [None] * 5


def test_a_new_attempt_begins_anew():
    state = RunState()
    points = {"name": "loss", "x": [0, 1], "t": [1.0, 2.0], "v": [3, 4], "total": 2, "reset": True}
    state.take([{"record": {"attempt": 1}}, {"series": [points]}, {"record": {"attempt": 2}}])
    assert (state.series, state.record) == ({}, {"attempt": 2})


def test_long_series_and_long_lines_stay_small():
    state = RunState()
    for step in range(0, 40_000, 200):
        values = list(range(step, step + 200))
        state.take([{"series": [{"name": "s", "x": values, "t": values, "v": values, "total": step + 200}]}])
        state.take([{"log": {"name": "l", "attempt": 1, "text": "x" * 1000, "size": step}}])
    assert len(state.series["s"]) <= 8 * MOST_POINTS
    (series,) = of(state.everything(), "series")
    assert (series["v"][0], series["v"][-1], series["total"]) == (0, 39_999, 40_000)
    assert len(series["v"]) <= MOST_POINTS
    assert len(state.log["text"]) == MOST_LOG


# -- what is sent


def test_halves_of_characters_are_left_out_of_messages(run):
    """Only foreign files have them; no message to a page can carry one."""
    os.makedirs(os.path.join(run.paths.folder, "notes"), exist_ok=True)
    write_once(os.path.join(run.paths.folder, "notes", "other.jsonl"), dumps({"t": 9e9, "op": "tag", "key": "a\ud800", "value": "\udfff"}))
    run.log("b\ud800", 1)
    live = LiveRun(run)
    live.poll()
    json.dumps([bundle(live, None), live.state.everything()], ensure_ascii=False).encode()
    assert live.state.record["tags"] == {"a?": "?"}
    assert list(live.state.series) == ["b?"]


def test_ten_new_points_fit_into_a_kilobyte(run):
    live, ear = LiveRun(run), Ear()
    run.log("loss", 0.123456789)
    live.poll(at_once=True)
    live.listen(ear)
    for step in range(10):
        run.log("loss", 1 / (step + 3))
    live.poll(at_once=True)
    ((sequence, updates),) = ear.heard
    assert of(updates, "series")[0]["v"] == pytest.approx([1 / (step + 3) for step in range(10)], rel=1e-6)
    assert size({"sequence": sequence, "updates": updates}) <= 1000


def test_the_first_message_of_a_great_run_is_small(run):
    """300 metrics of many points, long names, a long log: with the bundle at most 150 kB."""
    for step in range(300):
        for name in range(30):
            run.log(f"metric {name} " + "n" * 100, step / 7 + name)
    for name in range(300):
        run.log(f"other {name}", 1.0)
    run.log("x" * 250, "v" * 10_000)
    live = LiveRun(run)
    live.poll()
    widget = RunWidget(live)
    state = widget.get_state()
    assert len(of(state["state"]["updates"], "series")) == MOST_SERIES
    assert len(of(state["state"]["updates"], "metrics")) == 331
    assert len(gzip.compress(json.dumps(state).encode())) <= 150_000
    assert size(bundle(live, None)["text/html"]) <= 30_000
    widget.close()


def test_the_bundle_is_small():
    assert len(gzip.compress((STATIC / "widget.js").read_bytes())) <= 60_000
    assert len(gzip.compress((STATIC / "widget.css").read_bytes())) <= 10_000


def test_names_that_are_cut_stay_apart():
    selection = Selection()
    metrics = [{"name": "n" * 300 + end, "kind": "text", "value": end, "count": 1} for end in "ab"]
    points = [{"name": "n" * 300 + end, "x": [], "t": [], "v": [], "total": 0} for end in "ab"]
    small = selection.small([{"metrics": metrics}, {"series": points}])
    for kind in ("metrics", "series"):
        names = [each["name"] for each in of(small, kind)]
        assert len(set(names)) == 2
        assert max(map(len, names)) <= 220


def test_a_page_that_comes_later_gets_the_state_of_now(run):
    live = LiveRun(run)
    live.poll()
    widget = RunWidget(live)
    live.listen(widget)
    run.log("loss", 0.5)
    live.poll(at_once=True)
    assert widget.updates["sequence"] == 2
    state = widget.get_state("state")["state"]
    assert (state["sequence"], of(state["updates"], "series")[0]["v"]) == (2, [0.5])
    widget.close()


def test_buttons_without_a_server(run):
    """What a button asks of the kernel is done, or the reason is sent back in words."""
    live = LiveRun(run)
    live.poll()
    widget = RunWidget(live)
    sent = []
    widget.send = lambda content, buffers=None: sent.append(content)
    widget._handle_custom_msg({"ask": "retry"}, [])
    assert sent[0]["problem"]["code"] == "UserError"
    widget._handle_custom_msg({"ask": "cancel"}, [])
    assert run.get_status() in ("CancelRequested", "Canceled")
    assert len(sent) == 1
    widget._handle_custom_msg("nonsense", [])
    widget.close()


# -- the thread


def test_one_feed_for_a_run_shown_ten_times_and_an_end(run):
    tail, begun = Tail(), []
    lives = {id(tail.follow(run, begun.append)) for _ in range(10)}
    assert (len(lives), len(begun)) == (1, 1)
    assert tail.active
    run.log("loss", 1.0)
    run.complete()
    tail.join(10)
    assert not tail.active
    assert begun[0].ended
    assert begun[0].state.record["status"] == "Completed"
    assert begun[0].state.newest() == {"loss": 1.0}


def test_a_run_that_is_deleted_while_it_is_shown(run):
    tail = Tail()
    live = tail.follow(run, lambda _: None)
    run.complete()
    run.delete()
    tail.look()
    tail.join(10)
    assert live.state.gone
    assert "The run was deleted." in still(live.state, "file:///x")
    with pytest.raises(NotFoundError):
        tail.follow(run, lambda _: None)


# -- the card


class Reader(html.parser.HTMLParser):
    """What a browser would make of it: the tags, and the text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


OURS = {"div", "span", "b", "strong", "code", "a", "time", "table", "tr", "td", "pre", "svg", "polyline"}


def hostile_state(text):
    record = {
        **dict.fromkeys(("id", "experiment", "type", "status", "status_reason", "display_name", "description", "compute", "user", "script"), text),
        "created": None,
        "started": None,
        "ended": None,
        "duration_s": None,
        "exit_code": 1,
        "attempt": 1,
        "parent": text,
        "snapshot": None,
        "command": [text],
        "arguments": [text],
        "env_names": [],
        "source_directory": text,
        "timeout_s": None,
        "problems": [text],
        "tags": {text: text},
        "properties": {},
        "metrics": {text: text},
        "error": {"message": text},
        "progress": {"done": 1, "total": 2, "what": text},
    }
    state = RunState()
    points = {"name": text, "x": [0, 1], "t": [0.0, 1.0], "v": [1.0, 2.0], "total": 2}
    state.take([{"record": record}, {"metrics": [{"name": text, "kind": "text", "value": text}]}, {"series": [points]}])
    state.take([{"children": [record]}, {"log": {"name": "l", "attempt": 1, "text": text, "size": 1}}])
    return state


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1) | st.sampled_from([HOSTILE, "\x1b[31mred\x1b[0m", "\ud800", "'\"><svg/onload=x>", "x" * 10_000]))
def test_text_of_runs_stays_text(text):
    card = still(hostile_state(text), "file:///x")
    card.encode()
    read = Reader(card)
    assert read.tags <= OURS
    assert not {name for name in read.attributes if name.startswith("on")}
    assert "\x1b" not in card


def test_a_card_says_when_it_was_taken_and_shows_the_end_of_the_log(run):
    for step in range(3):
        run.log("loss", step)
    live = LiveRun(run)
    live.poll()
    live.state.take([{"log": {"name": "l", "attempt": 1, "text": "first\n10%\r90%\x1b[32m done\x1b[0m\n", "size": 1}}])
    card = still(live.state, "file:///x", now=0)
    assert "as of 1970-01-01" in card or "as of 1969-12-31" in card
    assert "<polyline" in card
    assert "first\n90% done" in Reader(card).text


@settings(deadline=None)
@given(st.lists(st.floats(), max_size=30))
def test_any_numbers_can_be_drawn(values):
    drawn = curve(values)
    assert "nan" not in drawn
    assert "inf" not in drawn
    assert bool(drawn) == (sum(map(math.isfinite, values)) > 1)


def test_plain():
    assert plain("\x1b]0;title\x07a\x1b[1;31mb\x1b[0m\tc") == "ab\tc"
    assert len(plain("y" * 5000)) == 200


# -- RunDetails


def test_the_old_names(run):
    run.log("loss", 0.5)
    run.log("loss", 0.25)
    with run.child_run("one") as child:
        child.log("acc", 0.9)
    data = RunDetails(run).get_widget_data()
    assert data["run_id"] == run.id
    assert data["run_metrics"] == [{"name": "loss", "run_id": run.id, "categories": [0, 1], "series": [{"data": [0.5, 0.25]}]}]
    assert [each["name"] for each in data["child_runs"]] == ["one"]
    assert data["child_runs_metrics"] == {"acc": {child.id: 0.9}}
    assert (data["is_finished"], data["error"]) == (False, "")
    run.fail("no luck")
    data = RunDetails(run).get_widget_data()
    assert (data["is_finished"], data["run_properties"]["status"]) == (True, "Failed")


def test_outside_of_notebooks_it_is_a_line(run, capsys):
    RunDetails(run).show(render_lib=None, widget_settings={"debug": True, "colour": "red"})
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "RunDetails has no settings 'colour'; they are ignored."
    assert out[1].startswith("Run(Experiment: live")


def test_what_is_no_run_is_refused():
    with pytest.raises(UserError, match="this is a str"):
        RunDetails("exp_1")
