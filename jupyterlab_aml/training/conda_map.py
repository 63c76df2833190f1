"""From the lines of a conda file to requirements that pip and uv understand, as far as that goes."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from jupyterlab_aml.environment_build.package_names import NAMES
from jupyterlab_aml.errors import UserError

from .conda_names import LEFT_OUT, RENAMED

_SPEC = re.compile(r"(?:(?P<channel>[\w./:-]+?)::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<rest>.*)\Z", re.DOTALL)
_VERSION = r"v?\d+(?:\.\d+)*(?:(?:a|b|rc|\.post|\.dev)\d+)?"
_CLAUSE = re.compile(rf"(?P<operator>===|==|!=|>=|<=|~=|=|>|<|)\s*(?P<version>{_VERSION})(?P<star>\.?\*)?\Z")
_REQUIREMENT_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")
# Options of a requirements file that say where packages come from, and how many words each has.
_OPTIONS = {
    "-i": 2, "--index-url": 2, "--extra-index-url": 2, "-f": 2, "--find-links": 2, "--trusted-host": 2, "--no-binary": 2, "--only-binary": 2,
    "--no-index": 1, "--pre": 1, "--prefer-binary": 1, "--torch-backend": 2,
}  # fmt: skip
_INSTEAD = {"azureml-contrib-notebook": ("ipykernel", "nbclient", "nbformat")}  # what executes notebooks
_REPLACED = frozenset({"azureml-core", "azureml-defaults"})  # nobody misses them: what scripts import from them is there


class Mapped(NamedTuple):
    """What a conda file comes to.

    ``python_version`` is what uv takes as a request ("3.11", ">=3.9,<3.12"), None if the file leaves it open. ``requirements`` are PEP 508 lines.
    ``rest`` is None if everything was mapped; else ``{"channels", "packages", "unmapped"}``: then conda has to install all ``packages`` of the file,
    because of those in ``unmapped``, and ``requirements`` are those of its pip part. ``pip_options`` are lines like ``--extra-index-url URL``.
    ``warnings`` say what was left out.
    """

    python_version: str | None
    requirements: list[str]
    rest: dict[str, Any] | None
    pip_options: list[str]
    warnings: list[str]


class PipLines(NamedTuple):
    """The lines of a requirements file, sorted out."""

    requirements: list[str]
    pip_options: list[str]
    warnings: list[str]


def map_conda(dependencies: Iterable[Any], channels: Sequence[str] = ()) -> Mapped:
    """Map the ``dependencies`` of a conda file, match specs and ``{"pip": [...]}``, to requirements.

    Raises
    ------
    UserError
        A line is neither; all such lines are named.
    """
    python: str | None = None
    mapped: list[str] = []
    packages: list[str] = []
    unmapped: list[str] = []
    pip: list[str] = []
    warnings: list[str] = []
    wrong: list[str] = []
    for item in dependencies:
        if isinstance(item, dict) and set(item) == {"pip"} and isinstance(item["pip"], (list, tuple)):
            pip += [str(line) for line in item["pip"]]
            continue
        match = _SPEC.match(item.strip()) if isinstance(item, str) else None
        if match is None:
            wrong.append(f"{item!r}")
            continue
        packages.append(item.strip())
        name, versions = match["name"].lower(), _versions(match["rest"])
        if name == "python" and versions is not None:
            python = _python_request(versions)
        elif name in LEFT_OUT:
            warnings += [LEFT_OUT[name]] if LEFT_OUT[name] else []
        elif versions is None or not (name in RENAMED or name in NAMES):
            unmapped.append(item.strip())
        else:
            mapped.append(RENAMED.get(name, name) + ",".join(versions))
    if wrong:
        raise UserError(
            f"Not lines of a conda file: {', '.join(wrong)}.", "Write name, name=1.2, name>=1.2,<2, channel::name=1.2, or {'pip': [...]}.",
            field="conda_dependencies",
        )  # fmt: skip
    lines = sort_pip_lines(pip)
    rest = {"channels": list(channels), "packages": packages, "unmapped": unmapped} if unmapped else None
    requirements = lines.requirements if rest else mapped + lines.requirements
    return Mapped(python, requirements, rest, lines.pip_options, warnings + lines.warnings)


def unmapped_error(unmapped: Sequence[str], text: str | None = None) -> UserError:
    """Return the error for packages that only conda has, on a machine without it; with ``text`` of the file the lines are numbered."""
    lines = [_numbered(each, text) for each in unmapped]
    plural = len(lines) > 1
    return UserError(
        f"Only conda can install {', '.join(lines)}, and neither conda, mamba nor micromamba is on PATH.",
        f"Remove {'these lines' if plural else 'this line'}, write what pip calls {'them' if plural else 'it'} below '- pip:', "
        "or install micromamba: then it is used.",
        field="environment",
        unmapped=list(unmapped),
    )


def sort_pip_lines(lines: Iterable[str]) -> PipLines:
    """Return requirements and options of a requirements file apart, without comments.

    The packages of the Azure ML SDK go as well, with a warning where nothing of ours takes their place.

    Raises
    ------
    UserError
        A line includes another file or folder, which would not travel with the environment.
    """
    requirements: list[str] = []
    options: list[str] = []
    dropped: list[str] = []
    wrong: list[str] = []
    for line in _logical_lines(lines):
        if line.startswith("-"):
            (options if _is_option(line) else wrong).append(line)
        elif (name := _name_of(line)) in _INSTEAD:
            requirements += _INSTEAD[name]
        elif name.startswith("azureml-"):
            dropped.append(name)
        else:
            requirements.append(line)
    if wrong:
        raise UserError(
            f"These lines of the requirements cannot be kept in an environment: {', '.join(map(repr, wrong))}.",
            f"Allowed are packages and {', '.join(sorted(_OPTIONS))}. Write the lines of a file that is included into this one.",
            field="requirements",
        )
    missed = [name for name in dropped if name not in _REPLACED]
    warnings = [f"{', '.join(missed)}: not installed; azureml.core in a run is that of this package"] if missed else []
    return PipLines(requirements, options, warnings)


def _logical_lines(lines: Iterable[str]) -> list[str]:
    text = "\n".join(lines).replace("\\\n", " ")
    return [line for line in (re.sub(r"(?:^|\s+)#.*$", "", each).strip() for each in text.splitlines()) if line]


def _is_option(line: str) -> bool:
    words = line.replace("=", " ", 1).split() if line.startswith("--") else line.split()
    return _OPTIONS.get(words[0]) == len(words)


def _name_of(requirement: str) -> str:
    match = _REQUIREMENT_NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", match[1]).lower() if match else ""


def _versions(rest: str) -> list[str] | None:
    """Return the version part of a match spec as PEP 440 clauses, None if pip has no word for it. A build string goes: pip has no builds."""
    rest = rest.strip()
    bracket = re.fullmatch(r"(.*?)\[(.*)\]", rest)
    if bracket:
        inside = dict(re.findall(r"(\w+)\s*=\s*['\"]?([^'\",\]]+(?:,[<>=!~][^'\",\]]+)*)['\"]?", bracket[2]))
        rest = inside.get("version", bracket[1].strip())
    if rest in {"", "*"}:
        return []
    if "|" in rest:
        return None
    exact = not rest.startswith(("=", "<", ">", "!", "~"))  # "numpy 1.26" is that version, "numpy=1.26" any that begins so
    version = re.split(r"(?<=[\w*])[\s=]+(?=[\w*])", rest)[0] if not re.search(r"[<>!~,]", rest) else rest
    clauses = []
    for part in version.split(","):
        match = _CLAUSE.match(part.strip())
        if match is None:
            return [] if version.strip("=* ") == "" else None
        clauses.append(_clause(match, exact=exact))
    return clauses


def _clause(match: "re.Match[str]", *, exact: bool) -> str:
    operator, version, star = match["operator"], match["version"], bool(match["star"])
    if operator in {"=", ""}:
        return f"=={version}" + ("" if exact and not star else ".*")
    return f"{operator}{version}" + (".*" if star and operator in {"==", "!="} else "")


def _python_request(clauses: list[str]) -> str | None:
    if len(clauses) == 1 and clauses[0].startswith("=="):
        return clauses[0].lstrip("=").removesuffix(".*")
    return ",".join(clauses) or None


def _numbered(item: str, text: str | None) -> str:
    for number, line in enumerate((text or "").splitlines(), 1):
        if item in line:
            return f"{item!r} (line {number})"
    return repr(item)
