"""Documents that lie fail here."""

import inspect
import pathlib
import re
import subprocess

import pytest

from jupyterlab_aml import errors

ROOT = pathlib.Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
ERRORS = (ROOT / "docs/errors.md").read_text()
CLASSES = [value for _, value in inspect.getmembers(errors, inspect.isclass) if value.__module__ == errors.__name__]


def tracked():
    """Every text file that is in the repository, or in the folder where there is no repository."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in found.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_there_are_pages():
    assert {"README.md", "errors.md", "run-folder.md", "architecture.md"} <= {page.name for page in PAGES}


@pytest.mark.parametrize("error", sorted(set(CLASSES), key=lambda error: error.__name__), ids=lambda error: error.__name__)
def test_every_error_is_described(error):
    row = f"| `{error.__name__}` | `{error.code}` | {error.exit_status} |"
    assert row in ERRORS, f"docs/errors.md lacks: {row}"


def test_every_name_of_the_sdk_is_described():
    aliases = {name: value.__name__ for name, value in vars(errors).items() if inspect.isclass(value) and name != value.__name__}
    for alias, name in aliases.items():
        assert re.search(rf"`{alias}`.*\| `{name}` \|", ERRORS), alias


def test_the_drawing_of_the_errors_is_true():
    """The tree on top of errors.py names each class with its code and exit status."""
    for error in set(CLASSES):
        assert re.search(rf"\b{error.__name__}\s+{error.code}\s+{error.exit_status}$", errors.__doc__, re.MULTILINE) or error is errors.AmlError


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path) if path else page
        assert linked.exists(), f"{page.name} links to {target}"
        if anchor and linked.suffix == ".md":
            assert anchor in anchors(linked.read_text()), f"{page.name} links to {target}"


def anchors(text):
    """The anchors that a Markdown page gets from its headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_variable_is_described():
    described = "".join(page.read_text() for page in ROOT.glob("docs/*.md"))
    sources = [*ROOT.glob("jupyterlab_aml/**/*.py"), ROOT / "Makefile"]
    used = {name for source in sources for name in re.findall(r"\bAML_[A-Z][A-Z_]*[A-Z]\b", source.read_text())}
    assert used
    assert not {name for name in used if f"`{name}`" not in described}


def test_every_described_variable_is_used():
    described = set(re.findall(r"^\| `((?:AML|AZUREML)_[A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    sources = "".join(source.read_text() for source in ROOT.glob("jupyterlab_aml/**/*.py"))
    assert described
    assert not {name for name in described if name not in sources}


def test_the_layers_of_the_pages_are_those_that_are_checked():
    layers = re.search(r"^layers = \[(.*)\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    drawn = " < ".join(reversed(re.findall(r'"([\w |]+)"', layers)))
    for page in ("CONTRIBUTING.md", "docs/architecture.md"):
        assert drawn in (ROOT / page).read_text(), page


def test_no_file_names_a_registry_or_this_machine():
    registries = r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian"
    machine = "|".join(re.escape(str(folder)) + r"[/\s\"']" for folder in (ROOT, pathlib.Path.home()))
    telltale = re.compile(rf"{registries}|{machine}|\"resolved\"\s*:")
    for path in tracked():
        if path == pathlib.Path(__file__):
            continue
        found = telltale.search(path.read_text(errors="replace"))
        assert not found, f"{path.relative_to(ROOT)} names {found[0]}"
