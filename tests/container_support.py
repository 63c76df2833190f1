"""A small image made of this machine's own files, for a podman that runs without a registry and without rights."""

import glob
import os
import re
import shutil
import subprocess
import sysconfig
import tarfile

import pytest

from jupyterlab_aml.environment_build.uv import find_uv

IMAGE = "localhost/jupyterlab-aml-test:1"
_SHARED_MEMORY, _ROOM_BYTES = "/dev/shm", 8 << 30
CONFIGURATION = """\
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
[containers]
default_ulimits = ["nofile=1000:1000", "nproc=1000:1000"]
netns = "host"
"""


STORAGE = """\
[storage]
driver = "vfs"
graphroot = "{folder}/graph"
runroot = "{folder}/run"
"""


def usable_podman(folder):
    """Return the variables with which podman runs containers here, after one has run; the test is skipped where none does.

    Its images are in the folder, so that nobody else's tests take them away.
    """
    if not shutil.which("podman") or not shutil.which("runc") or not os.access("/usr/bin/python3", os.X_OK):
        pytest.skip("podman, runc and /usr/bin/python3 are needed")
    configuration = folder / "containers.conf"
    configuration.write_text(CONFIGURATION)
    storage = folder / "storage.conf"
    storage.write_text(STORAGE.format(folder=folder))
    variables = {"CONTAINERS_CONF": str(configuration), "CONTAINERS_STORAGE_CONF": str(storage)}
    env = {**os.environ, **variables}
    _image(str(folder / "image.tar"))
    for command in (["import", "--quiet", str(folder / "image.tar"), IMAGE], ["run", "--rm", IMAGE, "python3", "-c", "0"]):
        done = subprocess.run(["podman", *command], env=env, capture_output=True, text=True, check=False, timeout=60)
        if done.returncode:
            pytest.skip(f"podman cannot run containers here: {done.stderr.strip()[-200:]}")
    return variables


def roomy_memory():
    """A folder in memory, where it has room for every layer of every image as a copy, which is how podman without rights keeps them; else None."""
    return _SHARED_MEMORY if os.path.isdir(_SHARED_MEMORY) and shutil.disk_usage(_SHARED_MEMORY).free > _ROOM_BYTES else None


def put_open_mpi(folder):
    """Put this machine's Open MPI into a folder, as it is below ``/``; the test is skipped where there is none."""
    libraries = sysconfig.get_config_var("MULTIARCH") or "x86_64-linux-gnu"
    trees = [f"/usr/lib/{libraries}/openmpi", f"/usr/lib/{libraries}/pmix2", "/usr/share/openmpi", "/etc/openmpi"]
    if not os.access("/usr/bin/mpirun", os.X_OK) or not os.path.isdir(trees[0]):
        pytest.skip("Open MPI of the system is needed")
    for tree in filter(os.path.isdir, trees):
        shutil.copytree(tree, str(folder) + tree, ignore_dangling_symlinks=True)
    os.makedirs(folder / "usr/bin")
    shutil.copy("/usr/bin/mpirun", folder / "usr/bin/mpirun")
    for library in _libraries(
        ["/usr/bin/mpirun", *glob.glob(f"{trees[0]}/**/*.so", recursive=True), *glob.glob(f"{trees[1]}/**/*.so", recursive=True)]
    ):
        target = str(folder) + _below_usr(library)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(os.path.realpath(library), target)


def _libraries(loaded):
    told = subprocess.run(["ldd", *loaded], capture_output=True, text=True, check=False).stdout
    return sorted(set(re.findall(r"(/\S+\.so\S*) \(0x", told)))


def _image(path):
    """Write a root file system: a shell, the system's Python and the libraries that these and uv need."""
    version = os.path.basename(os.path.realpath("/usr/bin/python3"))
    programs = ["/usr/bin/python3", f"/usr/bin/{version}", "/usr/bin/dash", "/usr/bin/sh"]
    loaded = [os.path.realpath("/usr/bin/python3"), "/usr/bin/dash", find_uv(), *glob.glob(f"/usr/lib/{version}/lib-dynload/*.so")]
    libraries = _libraries(loaded)
    with tarfile.open(path, "w") as tar:
        for link in ("/bin", "/lib", "/lib64"):
            tar.add(link, recursive=False)
        for program in programs:
            tar.add(program)
        for library in libraries:
            tar.add(os.path.realpath(library), arcname=_below_usr(library))
        tar.add(f"/usr/lib/{version}", filter=lambda item: None if re.search(r"/(__pycache__|test)(/|$)", item.name) else item)


def _below_usr(path):
    return path if path.startswith("/usr/") else "/usr" + path
