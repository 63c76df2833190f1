"""Executing the cells of a notebook, one after another, with everything kept as it comes."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import Any, Callable, Optional

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from ..errors import ActivityFailedError
from ..runfiles.files import replace
from ..runner.explain import explain_log
from .kernel import OWN, SHUTDOWN_S, death_of
from .last_words import LastWords
from .printed import Printer, label_of

STARTUP_S = 120
SAVE_EVERY_S, SAVE_SHARE = 5.0, 0.05  # while a cell runs: so often, and with no more than this share of the time
_MAX_VALUE = 300


class Stopped(Exception):
    """The process was asked to end."""


class KernelDied(Exception):
    """The kernel ended, or never came up; the text says at what."""


class Client(NotebookClient):
    """nbclient's client, which tells of each message of the kernel."""

    def __init__(self, notebook: Any, manager: AsyncKernelManager, on_message: Callable[[Any], None]) -> None:
        super().__init__(notebook, km=manager, timeout=None, allow_errors=False)
        self._on_message = on_message
        self.on_cell_executed = self._note_leaving
        self.leaving = False  # a cell said exit() or quit(): the kernel ends after it, or a little later

    def _note_leaving(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        self.leaving = any(item.get("source") == "ask_exit" for item in execute_reply["content"].get("payload", ()))

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """Take in one message; the one that ends the cell raises."""
        try:
            return super().process_message(msg, cell, cell_index)
        finally:
            self._on_message(msg)


class Execution:
    """One pass through a notebook.

    Parameters
    ----------
    notebook
        The notebook; its cells get the outputs.
    manager
        The manager of its kernel.
    output
        The file it is saved in again and again.
    progress
        Called with the number of cells that are done, of all cells, and what is being done.
    """

    def __init__(self, notebook: Any, manager: AsyncKernelManager, output: str, progress: Callable[[int, int, Optional[str]], None]) -> None:
        self._notebook = notebook
        self._manager = manager
        self._output = output
        self._progress = progress
        self._printer = Printer()
        self._client = Client(notebook, manager, self._on_message)
        self._next_save = 0.0
        self._stopped = 0
        self._cells = [index for index, cell in enumerate(notebook.cells) if self._is_executed(cell)]

    async def run(self, setup: str) -> None:
        """Execute the notebook, after a line of code that is kept nowhere.

        Raises
        ------
        ActivityFailedError
            A cell failed, or the kernel did; the message names the cell.
        Stopped
            A signal asked this process to end. The notebook is saved and the kernel is gone, as in every case.
        """
        self._listen()
        for cell in self._notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        self._save()
        last_words = LastWords()
        try:
            await self._start(setup, last_words)
            await self._execute_all()
        except asyncio.CancelledError:
            raise Stopped("stopped by signal {}".format(self._stopped)) from None
        except KernelDied as death:
            raise await self._explain(death, last_words) from None
        finally:
            self._save()
            await self._end()
            last_words.close()

    def _is_executed(self, cell: Any) -> bool:
        return cell.cell_type == "code" and bool(cell.source.strip()) and self._client.skip_cells_with_tag not in cell.metadata.get("tags", ())

    def _listen(self) -> None:
        loop, task = asyncio.get_event_loop(), asyncio.current_task()

        def stop(number: int) -> None:
            if not self._stopped and task is not None:
                self._stopped = number
                task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop, number)

    async def _start(self, setup: str, last_words: LastWords) -> None:
        self._progress(0, len(self._cells), "starting the kernel")
        await self._manager.start_kernel(stdout=last_words.writer, stderr=last_words.writer)
        client = self._client.kc = self._manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=STARTUP_S)
        except RuntimeError:  # it died, or does not answer
            raise KernelDied("the kernel did not start") from None
        client.allow_stdin = False
        info = await self._client.async_wait_for_reply(client.kernel_info())
        if info is not None:
            self._notebook.metadata["language_info"] = info["content"]["language_info"]
        if setup:
            await self._client.async_wait_for_reply(client.execute(setup, silent=True))

    async def _execute_all(self) -> None:
        total, began = len(self._cells), time.monotonic()
        for number, index in enumerate(self._cells, 1):
            cell = self._notebook.cells[index]
            self._printer.line("cell {}/{}: {}".format(number, total, label_of(cell.source)))
            self._progress(number - 1, total, "cell {}: {}".format(number, label_of(cell.source)))
            try:
                await self._client.async_execute_cell(cell, index)
            except CellExecutionError as error:
                if error.ename == "SystemExit" and error.evalue in ("", "0", "None"):
                    self._printer.line("cell {} ended the notebook".format(number))
                    return
                how = ": ".join(filter(None, [error.ename, _first_line(error.evalue)]))
                raise ActivityFailedError("cell {} of {} failed: {}".format(number, total, how), error_code=error.ename) from None
            except DeadKernelError:
                if self._stopped:  # nbclient takes being canceled for the death of the kernel
                    raise asyncio.CancelledError from None
                raise KernelDied("cell {} of {} failed".format(number, total)) from None
            self._save()
            if self._client.leaving:
                self._printer.line("cell {} ended the notebook".format(number))
                return
        self._progress(total, total, None)
        self._printer.line("{} of {} cells executed in {:.1f} s".format(total, total, time.monotonic() - began))

    def _on_message(self, message: Any) -> None:
        self._printer.message(message)
        if time.monotonic() >= self._next_save:
            self._save()

    def _save(self) -> None:
        began = time.monotonic()
        self._client.set_widgets_metadata()
        os.makedirs(os.path.dirname(self._output), exist_ok=True)
        text = nbformat.writes(self._notebook)  # type: ignore[no-untyped-call]
        replace(self._output, text.encode("utf-8", "backslashreplace"))
        now = time.monotonic()
        self._next_save = now + max(SAVE_EVERY_S, (now - began) / SAVE_SHARE)

    async def _explain(self, death: KernelDied, last_words: LastWords) -> ActivityFailedError:
        said = last_words.text()
        if said:
            self._printer.line("The kernel's last words:\n" + said)
        cause = explain_log(said.encode())
        how = await death_of(self._manager) + (": " + cause if cause else "")
        return ActivityFailedError("{}: {}".format(death, how), error_code="KernelDied")

    async def _end(self) -> None:
        if self._client.kc is not None:
            if self._manager.kernel_name == OWN and not self._stopped:
                with suppress(DeadKernelError, asyncio.TimeoutError):
                    await asyncio.wait_for(self._ask_to_leave(), SHUTDOWN_S)
            self._client.kc.stop_channels()
        if self._manager.has_kernel:
            await self._manager.shutdown_kernel()

    async def _ask_to_leave(self) -> None:
        """Let the kernel end as after ``exit()``.

        The usual request to shut down is answered in a second thread of ipykernel 7; now and then that one and the first wait for each other forever.
        """
        client, left = self._client.kc, False
        while client is not None and await self._manager.is_alive():
            if not left:
                reply = await self._client.async_wait_for_reply(client.execute("get_ipython().ask_exit()", silent=True))
                left = reply is None or reply["content"]["status"] == "ok"  # else it was dropped, with what was queued behind a failed cell
            await asyncio.sleep(0.02)


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0][:_MAX_VALUE] if lines else ""
