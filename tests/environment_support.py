"""Small wheels made on the spot, a folder of them as the only index, and environments of them."""

import base64
import hashlib
import os
import zipfile


def make_wheel(folder, name, version="1.0", requires=(), source=None):
    """Write a pure wheel with one module of the same name; ``source`` is its code."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    files = {
        f"{module}.py": source or f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(f"Requires-Dist: {each}\n" for each in requires),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text)}\n" for path, text in files.items())
    os.makedirs(folder, exist_ok=True)
    with zipfile.ZipFile(os.path.join(folder, f"{module}-{version}-py3-none-any.whl"), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")


def _digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def environment(*requirements, name="env", **more):
    """An environment as ``run.json`` has it."""
    empty = {"version": None, "python_version": None, "pip_options": [], "conda": None, "conda_environment": None, "docker": None}
    return {"name": name, "requirements": list(requirements), **empty, **more}
