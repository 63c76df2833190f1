"""What an installation brings along, and that the parts of the package agree on their version."""

import json
import os
import re
import subprocess
import sys

import pytest

import jupyterlab_aml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def test_one_version():
    written = {json.loads(read("package.json"))["version"], re.search(r'^version = "(.+)"', read("pyproject.toml"), re.MULTILINE)[1]}
    assert written == {jupyterlab_aml.__version__}


def test_the_lock_file_names_no_registry():
    lock = read("package-lock.json")
    assert '"resolved"' not in lock
    assert "__archiveUrl" not in lock
    assert "https://registry" not in lock


def test_the_extensions_are_enabled_by_installing():
    environment = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}

    def listed(*kind):
        done = subprocess.run([sys.executable, "-m", "jupyter", *kind, "list"], capture_output=True, text=True, check=True, env=environment)
        return re.sub(r"\x1b\[\d+m", "", done.stdout + done.stderr)

    assert re.search(r"jupyterlab_aml v\S+ enabled OK", listed("labextension"))
    assert re.search(r"jupyterlab_aml +enabled", listed("server", "extension"))


@pytest.mark.skipif(not os.path.isdir(os.path.join(ROOT, "node_modules", "openapi-typescript")), reason="the frontend's tools are not installed")
def test_the_types_of_the_frontend_are_made_from_the_document_of_the_server(tmp_path):
    tool = os.path.join(ROOT, "node_modules", ".bin")
    made = str(tmp_path / "types.ts")
    document = os.path.join(ROOT, "jupyterlab_aml", "server", "openapi.yaml")
    subprocess.run([os.path.join(tool, "openapi-typescript"), document, "--output", made], cwd=ROOT, check=True, capture_output=True)
    with open(made, encoding="utf-8") as file:
        prettier = [os.path.join(tool, "prettier"), "--stdin-filepath", "src/types.ts"]
        formatted = subprocess.run(prettier, cwd=ROOT, check=True, capture_output=True, text=True, input=file.read()).stdout
    assert formatted == read("src/types.ts"), "`npm run types` makes it anew"
