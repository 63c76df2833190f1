"""decide() by tables, and against a simulated world with crashes at any point."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jupyterlab_aml.agent.decide import (
    ABANDONED_S,
    MAX_RELAUNCHES,
    Cancel,
    Launch,
    Lose,
    Nudge,
    Refuse,
    Retire,
    RunView,
    View,
    decide,
    occupied,
)

RUN = RunView("r", compute="local")
HELD = RUN._replace(launched=True, claimed=True, alive=True, pid=7)


def decided(*runs, slots=1, now=0.0):
    return decide(View({run.run_id: run for run in runs}, {"local": slots}, now))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (RUN, [Launch("r", 1, "local")]),
        (RUN._replace(final=True), [Retire("r")]),
        (RUN._replace(problem="run.json is not JSON"), [Refuse("r", 1, "run.json is not JSON")]),
        (RUN._replace(cancel=True), [Cancel("r", 1, "canceled before it was started")]),
        (RUN._replace(launched=True, on_its_way=True), []),
        (RUN._replace(launched=True, on_its_way=True, cancel=True), []),
        (RUN._replace(launched=True), [Launch("r", 1, "local", again=True)]),
        (HELD, []),
        (HELD._replace(cancel=True), [Nudge("r", 1, "local", 7)]),
        (HELD._replace(alive=None, cancel=True), []),
        (HELD._replace(alive=False), [Launch("r", 2, "local")]),
        (HELD._replace(alive=False, cancel=True), [Cancel("r", 1, "canceled before it was started")]),
        (HELD._replace(alive=False, begun=True, on_its_way=True), []),
        (HELD._replace(alive=False, begun=True), [Lose("r", 1, "local", 7, "its runner was lost while the script ran")]),
        (
            HELD._replace(alive=False, begun=True, how="killed by signal 9"),
            [Lose("r", 1, "local", 7, "its runner was lost while the script ran (killed by signal 9)")],
        ),
        (RUN._replace(exists=False, marked=0.0), []),
    ],
)
def test_one_run(run, expected):
    assert decided(run) == expected


def test_an_abandoned_marker_goes_after_a_long_time_only():
    run = RUN._replace(exists=False, marked=1000.0)
    assert decided(run, now=1000.0 + ABANDONED_S) == []
    assert decided(run, now=1001.0 + ABANDONED_S) == [Retire("r")]


def test_an_unknown_target_is_refused_with_those_that_exist():
    (action,) = decided(RUN._replace(compute="gpu"))
    assert action == Refuse("r", 1, "there is no compute target 'gpu'; there are: local")


def test_launches_that_never_claim_end_in_a_refusal_with_the_reason():
    run = RUN._replace(launched=True, failures=MAX_RELAUNCHES, how="killed by signal 9")
    assert decided(run) == [Refuse("r", 1, "its runner could not be started, 3 times: killed by signal 9")]


def test_runners_that_die_again_and_again_end_in_a_lost_run():
    (action,) = decided(HELD._replace(alive=False, attempt=MAX_RELAUNCHES + 1))
    assert isinstance(action, Lose)


def test_first_come_first_served_within_the_slots():
    runs = [RUN._replace(run_id=f"r{number}", created=10.0 - number) for number in range(5)]
    assert decided(*runs, slots=2) == [Launch("r4", 1, "local"), Launch("r3", 1, "local")]


def test_a_run_in_hand_keeps_its_slot_until_it_is_final():
    assert decided(HELD, RUN._replace(run_id="next")) == []
    assert decided(HELD._replace(final=True), RUN._replace(run_id="next")) == [Retire("r"), Launch("next", 1, "local")]


@pytest.mark.parametrize("run", [RUN, RUN._replace(launched=True), HELD._replace(alive=False)])
def test_nothing_is_launched_on_a_closed_target(run):
    view = View({"r": run}, {"local": 1}, 0.0)
    assert [type(action) for action in decide(view)] == [Launch]
    assert decide(view._replace(closed={"local"})) == []
    assert decide(view._replace(closed={"other"})) == decide(view)


@pytest.mark.parametrize(("run", "expected"), [(RUN, Cancel), (HELD, Nudge), (HELD._replace(alive=False, begun=True), Lose)])
def test_everything_else_is_done_on_a_closed_target(run, expected):
    (action,) = decide(View({"r": run._replace(cancel=True)}, {"local": 1}, 0.0, closed={"local"}))
    assert isinstance(action, expected)


class World(RuleBasedStateMachine):
    """Runs, runners and agents that can die between any two steps. ``decide`` sees only what files would tell."""

    @initialize(slots=st.integers(1, 3))
    def begin(self, slots):
        self.slots = slots
        self.runs = {}
        self.begun = {}  # run -> how often its script began
        self.closed = frozenset()

    def view(self):
        return View(self.runs, {"local": self.slots}, 0.0, self.closed)

    def change(self, run_id, **facts):
        self.runs[run_id] = self.runs[run_id]._replace(**facts)

    def apply(self, action):
        run_id = action.run_id
        if isinstance(action, Launch):
            if action.attempt > self.runs[run_id].attempt:
                self.change(run_id, attempt=action.attempt, claimed=False, alive=None)
            self.change(run_id, launched=True, on_its_way=True)
        elif isinstance(action, (Cancel, Refuse, Lose)):
            self.change(run_id, final=True, on_its_way=False)
        elif isinstance(action, Retire):
            del self.runs[run_id]

    @rule(late=st.integers(0, 9))
    def submit(self, late):
        run_id = f"r{len(self.begun)}"
        self.begun[run_id] = 0
        self.runs[run_id] = RunView(run_id, created=float(late), compute="local")

    @rule()
    def agent_works(self):
        actions = decide(self.view())
        assert not (self.closed and any(isinstance(action, Launch) for action in actions))
        for action in actions:
            self.apply(action)

    @rule()
    def client_stops_or_starts_the_target(self):
        self.closed = frozenset() if self.closed else frozenset({"local"})

    @rule(done=st.integers(0, 3))
    def agent_dies_midway(self, done):
        for action in decide(self.view())[:done]:
            self.apply(action)
        for run_id in self.runs:
            self.change(run_id, on_its_way=False)  # the next agent knows nothing of launches in the air

    @rule(data=st.data())
    def runner_goes_on(self, data):
        self.with_some_run(data, self.advance)

    @rule(data=st.data())
    def runner_dies(self, data):
        def die(run):
            if run.claimed and run.alive and not run.final:
                self.change(run.run_id, alive=False, on_its_way=False)

        self.with_some_run(data, die)

    @rule(data=st.data())
    def client_cancels(self, data):
        self.with_some_run(data, lambda run: self.change(run.run_id, cancel=True))

    def with_some_run(self, data, what):
        if self.runs:
            what(self.runs[data.draw(st.sampled_from(sorted(self.runs)))])

    def advance(self, run):
        if run.final:
            return
        if run.launched and not run.claimed and run.on_its_way:
            self.change(run.run_id, claimed=True, alive=True)
        elif run.claimed and run.alive and run.cancel:
            self.change(run.run_id, final=True, alive=False, on_its_way=False)
        elif run.claimed and run.alive and not run.begun:
            self.begun[run.run_id] += 1
            self.change(run.run_id, begun=True)
        elif run.begun and run.alive:
            self.change(run.run_id, final=True, alive=False, on_its_way=False)

    @invariant()
    def no_script_begins_twice(self):
        assert all(times <= 1 for times in self.begun.values()) if hasattr(self, "begun") else True

    @invariant()
    def slots_are_respected(self):
        if hasattr(self, "runs"):
            assert occupied(self.view()).get("local", 0) <= self.slots

    def teardown(self):
        self.closed = frozenset()
        for _ in range(40 + 20 * len(getattr(self, "runs", {}))):
            if not self.runs:
                break
            self.agent_works()
            for run in list(self.runs.values()):
                self.advance(run)
        assert not self.runs, f"stuck: {self.runs}"


World.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestWorld = World.TestCase
