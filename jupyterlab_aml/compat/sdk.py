"""Giving way to an installed Azure ML SDK, module by module."""

import os
import sys


def gives_way(name: str, file: str) -> bool:
    """Load the SDK's module of this name in place of the one in ``file``, if there is one; the import that is going on returns it."""
    package, _, leaf = name.rpartition(".")
    for portion in sys.modules[package].__path__:
        for path in (os.path.join(portion, leaf, "__init__.py"), os.path.join(portion, leaf + ".py")):
            if os.path.isfile(path) and not os.path.samefile(path, file):
                _load(name, path)
                return True
    return False


def _load(name: str, path: str) -> None:
    from importlib.util import module_from_spec, spec_from_file_location  # costs half an interpreter start, and few have the SDK

    folders = [os.path.dirname(path)] if os.path.basename(path) == "__init__.py" else None
    spec = spec_from_file_location(name, path, submodule_search_locations=folders)
    if spec is None or spec.loader is None:
        raise ImportError("{} cannot be loaded".format(path))
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
