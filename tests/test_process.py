"""Who is alive: pids that were given away again, zombies, other boots and hosts."""

import os
import subprocess
import sys

from engine_support import until

from jupyterlab_aml.runfiles import process
from jupyterlab_aml.runfiles.process import ProcessIdentity


def test_this_process_is_alive():
    assert ProcessIdentity.current().alive() is True


def test_a_pid_that_was_given_to_another_process_is_dead():
    assert ProcessIdentity.current()._replace(ticks=1).alive() is False


def test_a_process_of_an_earlier_boot_is_dead():
    assert ProcessIdentity.current()._replace(boot="another").alive() is False


def test_a_process_of_another_host_cannot_be_known():
    assert ProcessIdentity.current()._replace(host="elsewhere").alive() is None


def test_a_zombie_is_dead():
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    identity = ProcessIdentity.of(child.pid)
    until(lambda: process.stat(child.pid)[0] == "Z")
    assert identity.alive() is False
    child.wait()
    assert identity.alive() is False


def test_identity_survives_its_record():
    identity = ProcessIdentity.current()
    assert ProcessIdentity.from_record(identity.record()) == identity
    assert ProcessIdentity.from_record({"pid": os.getpid()}) is None
