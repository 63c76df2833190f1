"""The driver of this machine, when its fork server ends."""

import signal

import pytest
from engine_support import make_workspace

from jupyterlab_aml.compute.base import Ended, RunRef
from jupyterlab_aml.compute.local import LocalDriver


@pytest.mark.parametrize(("number", "by_itself"), [(signal.SIGKILL, False), (signal.SIGTERM, False), (signal.SIGSEGV, True)])
def test_a_fork_server_that_somebody_ended_is_no_fault_of_its_runs(tmp_path, number, by_itself):
    driver = LocalDriver(make_workspace(tmp_path))
    ref = RunRef("exp_1_0", 1)
    server = driver._started()
    server.send_signal(signal.SIGSTOP)  # it does not get to what it is told
    driver.launch(ref)
    server.send_signal(number)
    server.send_signal(signal.SIGCONT)
    server.wait(timeout=20)
    assert list(driver.ended()) == [Ended(ref, "the fork server ended", by_itself)]
    assert not driver.launched(ref)
