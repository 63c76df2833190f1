"""Whatever runs are called and whatever they say: it is shown as text, nothing of it is executed, and nothing breaks the page."""

import json
import os
import re

import pytest
from lab import notebook, write
from playwright.sync_api import expect
from views import open_run

from jupyterlab_aml import Experiment, ScriptRunConfig

IMAGE = '<img src=x onerror="parent.hacked=window.hacked=1">'
SCRIPT = "</script></style></textarea><script>parent.hacked=window.hacked=1</script>"
LINK = "[click](javascript:window.hacked=1) $\\href{javascript:window.hacked=1}{x}$"
LONG = "L" * 10_000
BIDI = "\u202eesrever\u2066 \u05e9\u05dc\u05d5\u05dd"
PILED = "Z" + "\u0300\u0489" * 300
LINES = "two\nlines\ttab\r\x0b"
HALF = "half \ud800 nul \0 bell \x07 \x1b[31m"
NAMES = [IMAGE, SCRIPT, LINK, LONG, BIDI, PILED, LINES, HALF]

CODE = f"""
import os, sys
from jupyterlab_aml import Run

run = Run.get_context()
names = {[name[:240].replace(chr(0), "") for name in NAMES]!r}
for step in range(4):
    for name in names:
        run.log(name, step)
for name in names:
    run.log(name + " text", name)
    run.log_table(name + " table", {{name: [name, 1], "other": names[:2]}})
    run.log_row(name + " row", **{{"column": name}})
labels = names[:3]
matrix = {{"schema_type": "confusion_matrix", "schema_version": "v1",
           "data": {{"class_labels": labels, "matrix": [[1, 2, 3]] * 3}}}}
run.log_confusion_matrix("matrix", matrix)
os.makedirs("outputs/" + "<b>/deep", exist_ok=True)
page = {(SCRIPT + IMAGE)!r}
picture = '<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hacked=window.hacked=1"><script>parent.hacked=window.hacked=1</script></svg>'
files = {{"<b>.html": page, "drawing.svg": picture, "page.xhtml": page, "%2e%2e": "dots", "a b 'c' \\"d\\".txt": "quotes", "two\\nlines.txt": page,
          "<b>/deep/<i>.md": page, "cells.csv": names[0] + ",b\\n" + names[0] + ",1\\n", "data.json": '{{"' + "<img>" + '": "<img>"}}', "r.py": page,
          "\\u202etxt.exe": page}}
for name, content in files.items():
    with open(os.path.join("outputs", name), "w") as file:
        file.write(content)
with open(os.path.join(os.fsencode("outputs"), b"bytes \\xff.txt"), "w") as file:
    file.write("bytes")
out = sys.stdout.buffer
for name in names:
    out.write(name.encode("utf-8", "surrogatepass") + b"\\n")
out.write(b"\\x1b]8;;javascript:window.hacked=1\\x07link\\x1b]8;;\\x07 after the link\\n")
out.write(b"\\x1b]0;title\\x07\\x1b[2J\\x1b[10;10Hcursor \\x1b[1;31mred\\x1b[0m \\x1b[38;2;1;2;3;}}body{{display:none}}m odd\\n")
out.write(b"\\x1bP1$r\\x1b\\\\end\\n")
out.write(b"gone\\rkept\\n\\xff\\xfe bytes\\n")
out.flush()
child = run.child_run(names[0])
child.log(names[0], 1)
child.complete()
raise ValueError(names[0])
"""


@pytest.fixture(scope="module")
def hostile(project, workspace):
    """A run that is as bad as it can be, and its even worse notes, as only other programs can write them."""
    folder = project / "hostile"
    folder.mkdir()
    for name in ("<b>.html", "%2e%2e", "a 'b' \"c\".txt", "two\nlines.txt", "<script>.py"):
        (folder / name).write_text(IMAGE)
    (folder / "train.py").write_text(CODE)
    config = ScriptRunConfig(str(folder), script="train.py", arguments=[IMAGE, SCRIPT, "$(touch x)", BIDI, "it's"])
    run = Experiment(workspace, "hostile").submit(config, tags={IMAGE: IMAGE, "script": SCRIPT, BIDI: PILED[:100]})
    run.wait()
    assert run.record().status_reason == f"exit code 1: ValueError: {IMAGE}"
    os.makedirs(os.path.join(run.paths.folder, "notes"), exist_ok=True)
    with open(os.path.join(run.paths.folder, "notes", "other.jsonl"), "w") as file:
        file.writelines(
            json.dumps({"t": 9e9, **note}) + "\n"
            for note in (
                *({"op": "tag", "key": name, "value": name} for name in NAMES[:-1]),
                {"op": "description", "key": "", "value": "\n".join(NAMES[:-1])},
                {"op": "display_name", "key": "", "value": IMAGE},
            )
        )
    with open(os.path.join(run.paths.folder, "attempt-1", "metrics", "other.jsonl"), "w") as file:
        for name in (LONG, HALF):
            file.writelines(json.dumps({"n": name, "t": 9e8 + step, "v": step}) + "\n" for step in range(3))
    return run


@pytest.fixture(scope="module")
def others(workspace):
    """A run for each odd name."""
    found = []
    for name in NAMES:
        with Experiment(workspace, "others").start_logging(display_name="x") as run:
            run.log("loss", 1)
            run.log("loss", 0.5)
        os.makedirs(os.path.join(run.paths.folder, "notes"), exist_ok=True)
        with open(os.path.join(run.paths.folder, "notes", "other.jsonl"), "w") as file:
            file.write(json.dumps({"t": 9e9, "op": "display_name", "key": "", "value": name}) + "\n")
            file.write(json.dumps({"t": 9e9, "op": "tag", "key": name, "value": name}) + "\n")
        with open(workspace.paths.edits, "a") as file:
            file.write(json.dumps({"t": 9e9, "run": run.id}) + "\n")
        found.append(run)
    return found


@pytest.fixture(autouse=True)
def _nothing_is_executed(lab):
    yield
    assert [page.evaluate("() => window.hacked") for page in lab.context.pages] == [None] * len(lab.context.pages)
    assert lab.page.locator(".aml-scope img[src='x'], .aml-scope script, .aml-run img[src='x']").count() == 0


def fits(lab, selector):
    """Assert that a part of the page has its content inside, and the window as well."""
    wide = lab.page.evaluate(
        """selector => [document.documentElement, ...document.querySelectorAll(selector)]
             .filter(node => node.scrollWidth > node.clientWidth + 1).map(node =>
               [node, ...node.querySelectorAll('*')].filter(one => one.scrollWidth > node.clientWidth + 1).map(one => one.className).join(' > '))""",
        selector,
    )
    assert wide == []


def test_the_run_page(lab, hostile):
    lab.expected = ("404 (Not Found)",)  # a picture in Markdown that is not there, and a name that no address can carry
    lab.open()
    panel = open_run(lab, hostile)
    expect(panel.get_by_text(IMAGE, exact=True).first).to_be_visible()
    for name in ("Overview", "Metrics", "Logs", "Outputs", "Code", "Children", "Monitor"):
        panel.get_by_role("tab", name=re.compile(f"^{name}")).click()
        expect(panel.get_by_role("tabpanel", name=name)).to_be_visible()
        lab.page.wait_for_function("() => !document.querySelector('.aml-run-panel')?.innerText.includes('Loading')")
        lab.picture(f"hostile-{name.lower()}")
        fits(lab, ".aml-run-panel, .aml-runpage, .aml-tabpanel")
        if name in {"Outputs", "Code"}:
            for line in panel.locator("[role=treeitem]:not([aria-expanded])").all():
                line.click()
        if name == "Logs":
            log = panel.get_by_role("region", name=re.compile("^Text of"))
            expect(log.get_by_text(SCRIPT)).to_be_visible()
            expect(log.get_by_text("link after the link", exact=True)).to_be_visible()
            expect(log.get_by_text("kept", exact=True)).to_be_visible()


def test_files_that_a_browser_could_execute_are_text_or_downloads(lab, server, hostile, workspace):
    lab.open()
    there = lab.context.new_page()
    for name in ("outputs/%3Cb%3E.html", "outputs/drawing.svg", "outputs/page.xhtml", "outputs/%3Cb%3E/deep/%3Ci%3E.md"):
        there.goto(f"{server.url}aml/v1/runs/{hostile.id}/files/{name}")
        assert "window.hacked" in there.locator("pre").inner_text()
        assert there.evaluate("() => [document.contentType, window.hacked]") == ["text/plain", None]
    panel = open_run(lab, hostile, tab="outputs")
    panel.get_by_role("treeitem", name="drawing.svg").click()
    link = panel.get_by_role("link", name="Download")
    expect(link).to_have_attribute("href", re.compile(r"drawing\.svg"))
    with lab.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "drawing.svg"


def test_lists_dialogs_and_tooltips(lab, hostile, others):
    lab.open()
    lab.run("aml:show-sidebar")
    tree = lab.page.get_by_role("tree", name="Runs")
    expect(tree.get_by_role("treeitem")).to_have_count(len(NAMES) + 1)
    lab.picture("hostile-sidebar")
    fits(lab, ".aml-sidebar-body, .aml-run-row")
    assert {round(row.bounding_box()["height"]) for row in tree.get_by_role("treeitem").all()} == {24}
    dialog = lab.page.locator(".jp-Dialog")
    for run in (hostile, *others[:4]):
        for command in ("aml:rename-run", "aml:edit-tags", "aml:delete-run"):
            lab.page.evaluate("([id, run]) => { void window.jupyterapp.commands.execute(id, { run }); return null; }", [command, run.id])
            expect(dialog.get_by_role("button", name=re.compile("^(Cancel|Keep)$"))).to_be_visible()
            if run in (hostile, others[3]):
                lab.picture(f"hostile-dialog-{command.partition(':')[2]}-{'long' if run is not hostile else 'html'}")
            fits(lab, ".jp-Dialog-content")
            lab.page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
    lab.page.get_by_role("button", name=re.compile("^Filter by")).click()
    lab.picture("hostile-filter")


def test_comparing(lab, hostile, others):
    lab.open()
    lab.run("aml:compare-runs", runs=[hostile.id, *(run.id for run in others)])
    page = lab.page.locator(".aml-compare-page")
    expect(page.get_by_role("img", name=re.compile("^loss"))).to_be_visible()
    expect(page.get_by_text(IMAGE).first).to_be_visible()
    lab.picture("hostile-compare")
    fits(lab, ".aml-compare-page")
    page.locator("summary", has_text="Relations").scroll_into_view_if_needed()
    lab.picture("hostile-relations")


def test_submitting_again(lab, submit):
    run = submit("quick.py", IMAGE, SCRIPT, "$(touch x)", BIDI, "it's", display_name=IMAGE, tags={"evil": SCRIPT})
    run.wait()
    lab.open()
    lab.run("aml:submit-again", run=run.id)
    expect(lab.page.get_by_text("%aml submit").first).to_be_visible()
    lab.picture("hostile-submit")
    expect(lab.page.locator(".aml-line")).to_contain_text("onerror")
    fits(lab, ".aml-submit-panel, .aml-form")


def test_cells_live_and_saved(lab, project, hostile, others):
    begin = "%load_ext jupyterlab_aml\nfrom jupyterlab_aml import Workspace\nws = Workspace.open('.')"
    cells = [f"ws.get_run('{run.id}')" for run in (hostile, *others)]
    listing = "%aml runs list"
    write(str(project / "hostile.ipynb"), notebook(begin, *cells, listing))
    lab.open("hostile.ipynb")
    lab.run_all()
    expect(lab.page.locator(".aml-cell").first).to_contain_text(IMAGE)
    lab.picture("hostile-cells")
    fits(lab, ".jp-Notebook .aml-cell")
    lab.run("docmanager:save")
    content = json.loads((project / "hostile.ipynb").read_text())
    for cell in content["cells"]:
        for output in cell["outputs"]:
            output.get("data", {}).pop("application/vnd.jupyterlab-aml.run+json", None)
    write(str(project / "hostile-saved.ipynb"), content)
    lab.open("hostile-saved.ipynb")
    expect(lab.page.locator(".aml-run").first).to_contain_text(IMAGE)
    lab.picture("hostile-cells-saved")
    assert lab.page.locator(".aml-run mjx-container, .aml-run a[href^='javascript']").count() == 0
