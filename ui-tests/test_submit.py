"""The submission form: from every door, checked as one writes, and nothing of what was written is lost."""

import json
import os
import re

import pytest
from lab import notebook, write
from playwright.sync_api import expect
from views import until

from jupyterlab_aml import ComputeTarget, Dataset, Environment, LocalCompute

SHOWS = "import json, os, sys\nprint(json.dumps([sys.argv[1:], os.environ.get('TOKEN')]))\n"
SECRET = "s3cret-of-mine"


@pytest.fixture(autouse=True, scope="module")
def _files(project):
    (project / "shows.py").write_text(SHOWS)
    (project / "says.sh").write_text("echo said by a shell\n")
    (project / ".amlignore").write_text("data/\n")
    (project / "data").mkdir()
    (project / "data" / "big.bin").write_text("x")
    parameters = notebook("alpha = 1", "print('alpha is', alpha)")
    parameters["cells"][0]["metadata"]["tags"] = ["parameters"]
    write(str(project / "takes.ipynb"), parameters)
    write(str(project / "settled.runconfig"), "script: shows.py\narguments: [from, a file]\n")


def form(lab):
    return lab.page.get_by_role("form", name="Submit a run")


def field(lab, name):
    return form(lab).get_by_label(re.compile(f"^{name}( \\*)?$"))


def opened(lab, **args):
    lab.run("aml:submit", **args)
    expect(form(lab)).to_be_visible()
    return form(lab)


def line(lab):
    return form(lab).locator(".aml-line")


def submitted(lab, workspace, name=None):
    """Wait for the page of the run that was submitted, and return the run, ended."""
    expect(form(lab)).to_have_count(0)
    expect(lab.page.locator(".aml-run-panel:visible")).to_be_visible()
    run = workspace.get_run(workspace.list_runs()[0].id)
    run.wait(timeout_s=30)
    assert name is None or run.record().display_name == name
    return run


def log_of(run):
    with open(run.paths.attempt(1).log) as log:
        return log.read()


def said(run):
    return json.loads(log_of(run).splitlines()[-1])


def browse(lab, file):
    lab.run("filebrowser:activate")
    lab.page.locator(".jp-DirListing-item", has_text=file).click(button="right")
    lab.page.locator(".lm-Menu-content").get_by_text("Submit as Run…").click()


def from_palette(lab, _submit):
    lab.run("apputils:activate-command-palette")
    expect(lab.page.locator("#modal-command-palette input")).to_be_focused()
    lab.page.keyboard.type("submit a run")
    expect(lab.page.locator(".lm-CommandPalette-item.lm-mod-active")).to_contain_text("Submit a Run")
    lab.page.keyboard.press("Enter")


def from_old_run(lab, submit):
    run = submit("quick.py", "--old")
    run.wait()
    lab.run("aml:open-run", run=run.id)
    lab.page.locator(".aml-run-panel:visible").get_by_role("button", name=re.compile("Submit again", re.IGNORECASE)).click()


def from_sidebar(lab, _submit):
    lab.run("aml:show-sidebar")
    lab.page.locator(".aml-sidebar").get_by_role("button", name=re.compile("^Submit")).first.click()


def from_notebook(lab, _submit):
    lab.run("docmanager:open", path="takes.ipynb")
    lab.page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name='aml-submit'] :is(button, jp-button)").first.click()


DOORS = {
    "launcher": (lambda lab, _: lab.page.locator(".jp-LauncherCard", has_text="Submit a Run").click(), "Script or notebook"),
    "palette": (from_palette, "Script or notebook"),
    "sidebar": (from_sidebar, "Script or notebook"),
    "script": (lambda lab, _: browse(lab, "quick.py"), "Arguments"),
    "shell script": (lambda lab, _: browse(lab, "says.sh"), "Arguments"),
    "notebook": (lambda lab, _: browse(lab, "takes.ipynb"), "Add to Parameters"),
    "notebook toolbar": (from_notebook, "Add to Parameters"),
    "old run": (from_old_run, "Arguments"),
}


@pytest.mark.parametrize("doors", [("launcher", "palette", "sidebar", "script"), ("shell script", "notebook", "notebook toolbar", "old run")])
def test_every_door_leads_into_the_form(lab, submit, doors):
    lab.open()
    for name in doors:
        enter, first = DOORS[name]
        enter(lab, submit)
        expect(field(lab, first)).to_be_focused()
        expect(line(lab)).to_contain_text("%aml submit")
        lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.dispose()")


def test_what_cannot_be_submitted_has_no_door(lab, project):
    (project / "conf.toml").write_text("a = 1\n")
    lab.open()
    lab.page.locator(".jp-DirListing-item", has_text="conf.toml").click(button="right")
    expect(lab.page.locator(".lm-Menu-content").get_by_text("Rename").first).to_be_visible()
    expect(lab.page.locator(".lm-Menu-content").get_by_text("Submit as Run…")).not_to_be_visible()


def test_a_script_is_submitted_by_keyboard_and_its_page_opens(lab, workspace):
    lab.open()
    opened(lab, path="shows.py")
    expect(form(lab).get_by_role("radio", name=re.compile("^local"))).to_be_checked()
    expect(form(lab).get_by_text(re.compile(r"\d of \d slots free"))).to_be_visible()
    expect(field(lab, "Arguments")).to_be_focused()
    lab.page.keyboard.type("""--text 'two words' "it's" $HOME {x} ü""")
    expect(line(lab)).to_contain_text("'two words'")
    lab.page.keyboard.press("Control+Enter")
    run = submitted(lab, workspace)
    assert said(run)[0] == ["--text", "two words", "it's", "$HOME", "{x}", "ü"]


def test_a_run_configuration_is_submitted_from_the_file_browser(lab, workspace):
    lab.open()
    browse(lab, "settled.runconfig")
    expect(field(lab, "Arguments")).to_be_focused()
    expect(line(lab)).to_have_text("%aml submit settled.runconfig")
    lab.page.keyboard.press("Control+Enter")
    assert said(submitted(lab, workspace))[0] == ["from", "a file"]


def test_mistakes_are_told_in_place_while_one_writes(lab):
    lab.open()
    opened(lab)
    expect(field(lab, "Script or notebook")).to_be_focused()
    expect(line(lab)).to_be_visible()
    expect(form(lab).get_by_role("alert")).to_have_count(0)
    lab.page.keyboard.type("quik.py")
    problem = form(lab).get_by_role("alert")
    expect(problem).to_contain_text("Did you mean 'quick.py'?")
    expect(field(lab, "Script or notebook")).to_have_attribute("aria-invalid", "true")
    field(lab, "Script or notebook").fill("quick.py")
    expect(problem).to_have_count(0)
    field(lab, "Arguments").fill("--name 'open")
    expect(form(lab).get_by_text("A quote is not closed.")).to_be_visible()
    field(lab, "Arguments").fill("")
    form(lab).get_by_text("Advanced", exact=True).click()
    field(lab, "Timeout").fill("soon")
    expect(problem).to_be_visible()
    field(lab, "Timeout").fill("5m")
    expect(problem).to_have_count(0)
    expect(line(lab)).to_contain_text("--timeout 5m")
    form(lab).get_by_text("Details", exact=True).click()
    expect(field(lab, "Experiment")).to_have_attribute("placeholder", "quick")


def test_secrets_reach_the_script_and_nothing_else(lab, workspace):
    answers = []
    lab.page.on("response", lambda response: answers.append(response) if "/aml/v1/" in response.url and response.status == 200 else None)
    lab.open()
    opened(lab, path="shows.py")
    form(lab).get_by_text("Details", exact=True).click()
    pairs = form(lab).get_by_role("group", name="Environment variables")
    pairs.get_by_role("button", name="Add to Environment variables").click()
    expect(pairs.get_by_label("Name", exact=True)).to_be_focused()
    lab.page.keyboard.type("TOKEN")
    lab.page.keyboard.press("Tab")
    expect(pairs.get_by_label("Value of TOKEN")).to_be_focused()
    expect(pairs.get_by_label("Value of TOKEN")).to_have_attribute("type", "password")
    lab.page.keyboard.type(SECRET)
    expect(line(lab)).to_contain_text("--env TOKEN")
    expect(form(lab).get_by_text("without their values")).to_be_visible()
    lab.page.keyboard.press("Control+Enter")
    run = submitted(lab, workspace)
    assert said(run)[1] == SECRET
    for response in answers:
        assert SECRET not in response.text(), response.url


def kept_arguments(server):
    """Return the arguments of the forms that the lab has saved."""
    saved = server.get("lab/api/workspaces/default")
    assert SECRET not in json.dumps(saved)
    return [page["data"]["fields"].get("arguments") for key, page in saved["data"].items() if key.startswith("aml-submit:")]


def test_what_is_written_comes_back_after_a_reload_but_for_secrets(lab, server, workspace):
    lab.open()
    opened(lab, path="shows.py")
    form(lab).get_by_text("Details", exact=True).click()
    field(lab, "Name").fill("twice written")
    pairs = form(lab).get_by_role("group", name="Environment variables")
    pairs.get_by_role("button", name="Add to Environment variables").click()
    pairs.get_by_label("Name", exact=True).fill("TOKEN")
    pairs.get_by_label("Value of TOKEN").fill(SECRET)
    field(lab, "Arguments").fill("--kept 'as it is'")
    until(lambda: kept_arguments(server) == [["--kept", "as it is"]])
    lab.reload()
    expect(field(lab, "Arguments")).to_have_value("--kept 'as it is'")
    expect(form(lab).get_by_label("Value of TOKEN")).to_have_value("")
    expect(line(lab)).to_contain_text("as it is")
    lab.page.locator(".lm-TabBar-tab", has_text="Submit a run").click()
    field(lab, "Arguments").press("Control+Enter")
    assert said(submitted(lab, workspace, "twice written"))[0] == ["--kept", "as it is"]
    until(lambda: kept_arguments(server) == [])


def test_the_snapshot_is_shown_and_a_large_one_refused_in_place(lab, project):
    large = project / "large"
    large.mkdir()
    (large / "train.py").write_text("print(1)\n")
    with open(large / "huge.bin", "wb") as file:
        file.truncate(400 << 20)
    lab.open()
    opened(lab, path="quick.py")
    plan = form(lab).get_by_label("What will be submitted")
    expect(plan.get_by_text("shows.py", exact=True)).to_be_visible()
    plan.get_by_text(re.compile("^Left out: ")).click()
    expect(plan.get_by_text(re.compile("^data/?$"))).to_be_visible()
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.dispose()")
    opened(lab, path="large/train.py")
    problem = form(lab).get_by_role("alert")
    expect(problem).to_contain_text("huge.bin")
    expect(problem).to_contain_text(".amlignore")
    field(lab, "Allow large snapshot").check()
    expect(problem).to_have_count(0)
    (large / "huge.bin").unlink()


def test_the_line_is_copied_and_inserted_and_does_the_same(lab, project, workspace):
    folder = project / "mes données"
    folder.mkdir()
    (folder / "l'été $x.py").write_text(SHOWS)
    write(str(project / "lines.ipynb"), notebook("1 + 1"))
    lab.open("lines.ipynb")
    lab.kernel_ready()
    opened(lab, path="mes données/l'été $x.py")
    field(lab, "Arguments").fill("""--name "l'été {x}" '$HOME'""")
    expect(line(lab)).to_contain_text("HOME")
    form(lab).get_by_role("button", name="Copy", exact=True).click()
    expect(form(lab).get_by_text("Copied")).to_be_visible()
    assert lab.page.evaluate("() => navigator.clipboard.readText()") == line(lab).text_content()
    form(lab).get_by_role("button", name="Insert into lines.ipynb").click()
    cell = lab.page.locator(".jp-NotebookPanel:visible .jp-Cell.jp-mod-active")
    expect(cell).to_contain_text("%load_ext jupyterlab_aml")
    expect(cell).to_contain_text("--source-directory 'mes données'")
    lab.run("notebook:run-cell")
    expect(lab.page.locator(".aml-cell, .jp-OutputArea-output").get_by_text("Completed").first).to_be_visible()
    first = workspace.list_runs()[0]
    lab.page.locator(".lm-TabBar-tab", has_text="Submit a run").click()
    expect(field(lab, "Arguments")).to_be_visible()
    field(lab, "Arguments").press("Control+Enter")
    second = submitted(lab, workspace)
    assert second.id != first.id
    assert said(second)[0] == said(workspace.get_run(first.id))[0] == ["--name", "l'été {x}", "$HOME"]
    assert second.record().script == first.script == "l'été $x.py"


def test_a_notebook_takes_parameters(lab, workspace):
    lab.open()
    opened(lab, path="takes.ipynb")
    expect(field(lab, "Add to Parameters")).to_be_focused()
    lab.page.keyboard.press("Enter")
    expect(form(lab).get_by_role("group", name="Parameters").get_by_label("Name", exact=True)).to_be_focused()
    lab.page.keyboard.type("alpha")
    lab.page.keyboard.press("Tab")
    lab.page.keyboard.type("0.25")
    expect(line(lab)).to_contain_text("--parameter alpha=0.25")
    lab.page.keyboard.press("Control+Enter")
    run = submitted(lab, workspace)
    assert run.get_status() == "Completed"
    with open(os.path.join(run.paths.folder, "outputs", "takes.ipynb")) as file:
        assert "alpha is 0.25" in file.read()


def test_an_old_run_is_submitted_again_with_changes(lab, project, workspace, submit):
    (project / "changes.py").write_text("import sys, os\nprint('first', sys.argv[1:], os.environ['TOKEN'])\n")
    old = submit("changes.py", "--a", "1", environment_variables={"TOKEN": SECRET})
    old.wait()
    (project / "changes.py").write_text("print('second')\n")
    lab.open()
    lab.run("aml:submit-again", run=old.id)
    expect(field(lab, "Arguments")).to_have_value("--a 1")
    expect(form(lab).get_by_text(f"The source of {old.id} is sent as it was.", exact=False).first).to_be_visible()
    expect(form(lab).get_by_label("Value of TOKEN")).to_have_value("")
    expect(form(lab).get_by_label("Value of TOKEN")).to_have_attribute("placeholder", "as it was")
    field(lab, "Arguments").fill("--a 2")
    field(lab, "Arguments").press("Control+Enter")
    run = submitted(lab, workspace)
    assert log_of(run) == f"first ['--a', '2'] {SECRET}\n"


def test_what_is_refused_is_kept(lab, workspace):
    lab.expected = ("404 (Not Found)",)
    passing = ComputeTarget.create(workspace, "passing", LocalCompute.provisioning_configuration(slots=1))
    lab.open()
    opened(lab, path="quick.py", fields={"compute": "passing"})
    field(lab, "Arguments").fill("--kept 'as it is'")
    expect(form(lab).get_by_role("radio", name=re.compile("passing"))).to_be_checked()
    expect(line(lab)).to_contain_text("as it is")
    passing.delete()
    lab.page.keyboard.press("Control+Enter")
    expect(form(lab).get_by_role("alert").first).to_contain_text("passing")
    expect(field(lab, "Arguments")).to_have_value("--kept 'as it is'")
    form(lab).get_by_role("radio", name=re.compile("^local")).check()
    form(lab).get_by_role("button", name="Submit", exact=True).click()
    assert submitted(lab, workspace).get_status() == "Completed"


def test_the_dialog_for_a_compute_target(lab, workspace):
    lab.expected = ("400 (Bad Request)",)
    lab.open()
    lab.page.evaluate("() => { void window.jupyterapp.commands.execute('aml:create-compute'); return null; }")
    dialog = lab.page.locator(".jp-Dialog")
    expect(dialog.get_by_label(re.compile("^Name"))).to_be_focused()
    lab.page.keyboard.type("not a name!")
    lab.page.keyboard.press("Enter")
    expect(dialog.get_by_label(re.compile("^Name"))).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label(re.compile("^Name")).fill("tiny")
    dialog.get_by_label("Slots").fill("0")
    lab.page.keyboard.press("Enter")
    expect(dialog.get_by_label("Slots")).to_have_attribute("aria-invalid", "true")
    lab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "tiny" not in workspace.compute_targets


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_into_a_narrow_window(lab, server, request, dark):
    server.set_theme(dark)
    request.addfinalizer(lambda: server.set_theme(False))
    lab.page.set_viewport_size({"width": 600, "height": 800})
    lab.open()
    opened(lab, path="quick.py")
    expect(line(lab)).to_contain_text("quick.py")
    lab.picture(f"submit-narrow-{'dark' if dark else 'light'}")
    inner, outer = lab.page.evaluate(
        "() => { const form = document.querySelector('.aml-submit').parentElement; return [form.scrollWidth, form.clientWidth]; }"
    )
    assert inner <= outer
    expect(form(lab).get_by_role("button", name="Submit", exact=True)).to_be_visible()


def test_data_an_environment_and_processes_are_submitted_and_come_back(lab, project, workspace):
    (project / "reads.py").write_text("import os, sys\nprint(os.environ.get('RANK'), open(sys.argv[1]).read())\n")
    (project / "numbers.csv").write_text("a\n1\n")
    Dataset.File.from_files(str(project / "numbers.csv")).register(workspace, "numbers")
    plain = Environment("as-it-is")
    plain.python.user_managed_dependencies = True
    plain.register(workspace)
    lab.open()
    opened(lab, path="reads.py", fields={"arguments": ["${{inputs.table}}"]})
    field(lab, "Add to Inputs").click()
    inputs = form(lab).get_by_role("group", name="Inputs")
    inputs.get_by_label("Name", exact=True).fill("table")
    inputs.get_by_label("Value of table").fill("numbrs")
    expect(form(lab).get_by_role("alert")).to_contain_text("numbers")
    form(lab).get_by_label("Value of table").fill("numbers:1")
    expect(form(lab).get_by_role("alert")).to_have_count(0)
    expect(field(lab, "Processes")).to_have_count(0)
    field(lab, "Distribution").select_option("pytorch")
    field(lab, "Processes").fill("2")
    field(lab, "Environment").fill("as-it-is")
    expect(line(lab)).to_contain_text("--environment as-it-is")
    expect(line(lab)).to_contain_text("--input table=numbers:1")
    lab.picture("submit-data")
    lab.page.keyboard.press("Control+Enter")
    run = submitted(lab, workspace)
    assert run.get_status() == "Completed", run.record().status_reason
    assert log_of(run).split() == ["0", "a", "1"]
    lab.run("aml:submit-again", run=run.id)
    expect(form(lab).get_by_label("Value of table")).to_have_value(re.compile("numbers:1$"))
    expect(field(lab, "Processes")).to_have_value("2")
