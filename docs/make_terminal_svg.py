"""Draw docs/images/quickstart.svg: a real session in a real terminal, nothing retouched. ``make docs`` calls this."""

import io
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
WIDTH = 124
SESSION = (
    "aml submit automobile/train.py --experiment automobile-price --stream -- --rounds 6",
    "aml submit automobile/train.py --experiment automobile-price --tag depth=5 -- --depth 5",
    "aml runs wait @last",
    "aml runs list",
)


def main():
    console = Console(record=True, width=WIDTH, file=io.StringIO(), color_system="truecolor", force_terminal=True)
    with tempfile.TemporaryDirectory() as home:
        folder = shutil.copytree(os.path.join(ROOT, "examples"), os.path.join(home, "examples"), ignore=shutil.ignore_patterns(".aml", "outputs"))
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AML_")},
            "AML_CACHE": os.path.join(home, "cache"),
            "COLUMNS": str(WIDTH),
            "LINES": "50",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"],
        }
        try:
            in_terminal("aml workspace create demo", folder, environment)
            for line in SESSION:
                console.print(Text.assemble(("$ ", "bold green"), (line, "bold")))
                console.print(Text.from_ansi(in_terminal(line, folder, environment)))
        finally:
            in_terminal("aml agent stop", folder, environment)
    without_web_font = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    os.makedirs(os.path.join(ROOT, "docs", "images"), exist_ok=True)
    console.save_svg(
        os.path.join(ROOT, "docs", "images", "quickstart.svg"),
        title="aml",
        theme=MONOKAI,
        code_format=without_web_font,
        unique_id="aml",
    )


def in_terminal(line, folder, environment):
    """Run one command in a terminal of its own and return what it showed."""
    here, there = pty.openpty()
    process = subprocess.Popen(shlex.split(line), cwd=folder, env=environment, stdin=there, stdout=there, stderr=there)
    os.close(there)
    shown = b""
    while True:
        try:
            data = os.read(here, 65536)
        except OSError:  # the command has ended and everything was read
            break
        if not data:
            break
        shown += data
    os.close(here)
    if process.wait():
        sys.exit(f"{line} failed:\n{shown.decode()}")
    return shown.decode().replace("\r\n", "\n").rstrip("\n")


if __name__ == "__main__":
    main()
