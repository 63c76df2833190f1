"""A private JupyterLab (or Notebook 7) and a Chromium to use it with, for tests and for pictures."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

from playwright.sync_api import Error as PlaywrightError

TOKEN = "let-me-in"
ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
START_S = 60
APPS = {"lab": "jupyterlab", "notebook": "notebook"}
# What other people's extensions write into the console of a lab without network; nothing of ours belongs here.
NOT_OURS = ("favicon", "net::ERR_INTERNET_DISCONNECTED", "api/events/subscribe", "lsp", "api/contents", "api/kernels", "WebSocket connection to")


def chromium():
    """Return the path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Server:
    """A Jupyter server on the loopback interface whose every folder is its own."""

    def __init__(self, home, root, app="lab", dark=False, env=None, options=(), token=TOKEN):
        self.home, self.root, self.app, self.token = str(home), str(root), app, token
        self._options, self._env = options, env or {}
        self.process = None
        self.url = ""
        settings = os.path.join(self.home, "settings", "@jupyterlab", "apputils-extension")
        os.makedirs(settings, exist_ok=True)
        write(os.path.join(settings, "notification.jupyterlab-settings"), {"fetchNews": "false", "checkForUpdates": False})
        self.set_theme(dark)

    def set_theme(self, dark):
        """Choose the theme of pages that are opened from now on; the command for it shows the splash again, which fails while it still fades."""
        themes = os.path.join(self.home, "settings", "@jupyterlab", "apputils-extension", "themes.jupyterlab-settings")
        write(themes, {"theme": "JupyterLab Dark" if dark else "JupyterLab Light"})

    def start(self, port=0):
        """Start it and wait until it answers."""
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        environment = {**os.environ, **{name: os.path.join(self.home, folder) for name, folder in folders.items()}, **self._env}
        shutil.rmtree(os.path.join(self.home, "runtime"), ignore_errors=True)
        command = [sys.executable, "-m", APPS[self.app], "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--ServerApp.port={port}"]
        command += ["--ServerApp.port_retries=0", "--expose-app-in-browser"]
        command += [f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.root}"]
        with open(os.path.join(self.home, "server.log"), "ab") as log:
            self.process = subprocess.Popen(
                [*command, *self._options], env=environment, cwd=self.root, stdout=log, stderr=log, start_new_session=True
            )
        self.url = self._wait()
        return self

    def _wait(self):
        found = os.path.join(self.home, "runtime", f"jpserver-{self.process.pid}.json")
        give_up = time.monotonic() + START_S
        while time.monotonic() < give_up and self.process.poll() is None:
            with contextlib.suppress(OSError, ValueError, KeyError):
                with open(found) as file:
                    url = json.load(file)["url"]
                urllib.request.urlopen(f"{url}api", timeout=5).close()
                return url
            time.sleep(0.05)
        raise AssertionError(f"the server did not start: {self.log()}")

    def log(self):
        """Return the end of what it wrote."""
        with open(os.path.join(self.home, "server.log"), errors="replace") as file:
            return file.read()[-3000:]

    def get(self, path):
        """Return an answer of the server as JSON."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def stop(self, how=signal.SIGTERM):
        """End it and its kernels."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


# Keeps the promises of the lab to open the file of the address.
NOTE_OPENED = """(() => {
  window.opened = [];
  const timer = setInterval(() => {
    if (!window.jupyterapp) return;
    clearInterval(timer);
    window.jupyterapp.commands.commandExecuted.connect((_, call) => {
      if (call.id === 'filebrowser:open-path') window.opened.push(call.result);
    });
  }, 1);
})()"""


class Page:
    """A page of the lab with what tests do on it. ``errors`` collects what our code wrote into the console, and what it threw."""

    def __init__(self, browser, server, width=1280, height=860):
        self.server = server
        self.context = browser.new_context(viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"])
        self.page = self.context.new_page()
        self.page.add_init_script(NOTE_OPENED)
        self.errors = []
        self.expected = ()  # what a test provokes: texts of the browser's own lines about answers that are errors
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._note(error.stack or str(error)))

    def _console(self, message):
        place = message.location.get("url", "")
        if message.type == "error" and not any(word in message.text or word in place for word in NOT_OURS):
            self._note(f"{message.text} ({place})")

    def _note(self, error):
        if not any(word in error for word in self.expected):
            self.errors.append(error)

    def open(self, path="", *, reset=True):
        """Open a file (or nothing) in the lab and wait until all is there."""
        start = "lab" if self.server.app == "lab" else ("notebooks" if path else "tree")
        inside = f"/tree/{path}" if path and start == "lab" else f"/{path}" if path else ""
        self.page.goto(f"{self.server.url}{start}{inside}?token={self.server.token}{'&reset' if reset and start == 'lab' else ''}")
        self._wait_until_ready()
        return self

    def reload(self):
        """Load the page again, as a user does."""
        self.page.reload()
        self._wait_until_ready()

    def _wait_until_ready(self):
        self.page.wait_for_function("() => window.jupyterapp", timeout=START_S * 1000)
        self.page.evaluate("() => window.jupyterapp.restored")
        if self.server.app == "lab":  # an empty one opens its launcher now, and gives it the focus
            self.page.wait_for_function("() => window.jupyterapp.shell.currentWidget", timeout=START_S * 1000)
        if "/lab/tree/" in self.page.url:  # the lab brings the file of the address to the front a second after that, whatever is there then
            self.page.wait_for_function("() => window.opened.length", timeout=START_S * 1000)
            self.page.evaluate("() => Promise.all(window.opened).then(() => null)")

    def run(self, command, **args):
        """Execute a command of the lab."""
        return self.page.evaluate("([id, args]) => window.jupyterapp.commands.execute(id, args).then(() => null)", [command, args])

    def kernel_ready(self):
        """Wait until the kernel of the notebook in front is idle; a cell that is run before asks for a kernel."""
        self.page.wait_for_function(
            """() => {
              const shell = window.jupyterapp.shell;
              const panel = shell.currentWidget;
              const session = panel && panel.sessionContext;
              return session && session.isReady && session.session?.kernel?.status === 'idle';
            }""",
            timeout=START_S * 1000,
        )

    def run_all(self):
        """Run all cells of the notebook in front."""
        self.kernel_ready()
        self.run("notebook:run-all-cells")

    def saved_outputs(self, cell, path, text):
        """Save the notebook in front once the outputs of a cell say `text`, and return them as they are in its file.

        The kernel brings what is kept up to date on its own time: later than the page, which hears of a run from the server.
        """
        self.page.wait_for_function(
            """([cell, text]) => {
              const { outputs } = window.jupyterapp.shell.currentWidget.content.model.cells.get(cell);
              return outputs.toJSON().some(each => String(each.data?.['text/plain'] ?? '').includes(text));
            }""",
            arg=[cell, text],
        )
        self.run("docmanager:save")
        with open(path, encoding="utf-8") as file:
            return json.load(file)["cells"][cell]["outputs"]

    def picture(self, name):
        """Take a picture for people to look at."""
        folder = os.environ.get("AML_SCREENSHOTS") or os.path.join(os.path.dirname(__file__), "screenshots")
        os.makedirs(folder, exist_ok=True)
        self.page.screenshot(path=os.path.join(folder, f"{name}.png"))

    def close(self):
        """Close it."""
        with contextlib.suppress(PlaywrightError):
            self.context.close()


def write(path, content):
    """Write JSON, or text, into a file."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(content if isinstance(content, str) else json.dumps(content))


def notebook(*cells):
    """Return a notebook with these code cells."""
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": code} for n, code in enumerate(cells)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": made}
