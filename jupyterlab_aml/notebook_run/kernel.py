"""The kernel that executes a notebook: for Python it is this very interpreter, whatever kernels the user has installed under the name python3."""

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from typing import Any, Iterator

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager

from ..errors import RunEnvironmentError
from ..runner.processes import signal_name

OWN = "jupyterlab_aml"
SHUTDOWN_S = 60.0  # half of it to end in peace; whoever cancels the run may be faster
_LONGEST_SOCKET = 90  # the path of a socket may have some 100 bytes


class KernelSpecs(KernelSpecManager):
    """The installed kernels, and one that is this interpreter."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return how a kernel is started."""
        if kernel_name != OWN:
            return super().get_kernel_spec(kernel_name)
        # The history of what people type is no place for what runs do, and on network file systems it breaks.
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.hist_file=:memory:"]
        return KernelSpec(resource_dir="", argv=argv, language="python", display_name="Python {}".format(sys.version_info[0]))


def language_of(notebook: Any) -> str:
    """Return the language of a notebook in lower case, "" if it does not say; one that says nothing at all is in Python."""
    spec, info = notebook.metadata.get("kernelspec", {}), notebook.metadata.get("language_info", {})
    language = str(spec.get("language") or info.get("name") or "").lower()
    if not language and str(spec.get("name") or "python").startswith("python"):
        return "python"
    return language


@contextmanager
def kernel_manager(notebook: Any) -> Iterator[AsyncKernelManager]:
    """Give the manager of the notebook's kernel, which is not started yet.

    Raises
    ------
    RunEnvironmentError
        The kernel is not installed.
    """
    specs = KernelSpecs()
    if language_of(notebook) != "python":
        yield AsyncKernelManager(kernel_name=_installed(notebook, specs), kernel_spec_manager=specs, shutdown_wait_time=SHUTDOWN_S)
        return
    folder = _private_folder()
    try:
        # Sockets in a folder of ours instead of ports: no other user gets at them, and many runs that start at once do not take each other's.
        yield AsyncKernelManager(
            kernel_name=OWN,
            kernel_spec_manager=specs,
            transport="ipc",
            ip=os.path.join(folder, "k"),
            connection_file=os.path.join(folder, "kernel.json"),
            shutdown_wait_time=SHUTDOWN_S,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _private_folder() -> str:
    folder = tempfile.gettempdir()
    return tempfile.mkdtemp(prefix="aml-", dir=folder if len(os.fsencode(folder)) < _LONGEST_SOCKET - 20 else "/tmp")  # noqa: S108 - made for one user


def _installed(notebook: Any, specs: KernelSpecs) -> str:
    """Return the name of the notebook's kernel."""
    wanted = str(notebook.metadata.get("kernelspec", {}).get("name") or language_of(notebook))
    try:
        specs.get_kernel_spec(wanted)
    except NoSuchKernel:
        there = ", ".join(sorted(specs.find_kernel_specs())) or "none"
        language = notebook.metadata.get("kernelspec", {}).get("display_name") or language_of(notebook)
        raise RunEnvironmentError(
            "The notebook needs the kernel {!r} ({}), which {} does not find. Installed: {}.".format(wanted, language, sys.executable, there),
            "Install that kernel, or choose another one for the notebook in JupyterLab and save it.",
        ) from None
    return wanted


async def death_of(manager: AsyncKernelManager) -> str:
    """Say how a kernel ended that nobody had asked to."""
    code = await manager.provisioner.poll() if manager.provisioner is not None else None
    if code is None:
        return "the kernel does not answer any more"
    if code < 0:
        return "the kernel was killed by {}{}".format(signal_name(-code), " (out of memory?)" if code == -9 else "")
    return "the kernel ended with exit code {}".format(code)
