"""The lab starts with our extension, pays little for it, and loses nothing of its own."""

from playwright.sync_api import expect

MOST_BYTES = 60_000


def test_what_is_loaded_at_the_start(lab):
    ours = []
    lab.page.on(
        "response", lambda response: ours.append(response) if "/aml/v1/" in response.url or "extensions/jupyterlab_aml/" in response.url else None
    )
    with lab.page.expect_response(lambda response: "/aml/v1/" in response.url):
        lab.open()
    expect(lab.page.get_by_role("tab", name="Azure ML: compute targets and runs")).to_be_visible()
    calls = [response.url for response in ours if "/aml/v1/" in response.url]
    files = {response.url: len(response.body()) for response in ours if "/static/" in response.url}
    assert len(calls) == 1, calls
    assert sum(files.values()) <= MOST_BYTES, files


def test_the_menus_of_the_lab_are_complete(lab, project):
    lab.open()
    lab.page.locator(".jp-DirListing-item", has_text="quick.py").click(button="right")
    menu = lab.page.locator(".lm-Menu-content")
    for label in ("Open", "Rename", "Move to Trash", "Cut", "Copy", "Duplicate", "Download", "Copy Path", "New Notebook", "Submit as Run…"):
        expect(menu.get_by_text(label, exact=True).first).to_be_visible()
    lab.page.keyboard.press("Escape")
    lab.page.get_by_text("Edit", exact=True).first.click()
    expect(menu.get_by_text("Undo", exact=True).first).to_be_visible()


def test_every_command_can_be_found_and_says_what_it_takes(lab):
    lab.open()
    found = lab.page.evaluate(
        """() => {
          const commands = window.jupyterapp.commands;
          return Promise.all(commands.listCommands().filter(id => id.startsWith('aml:'))
            .map(async id => [id, commands.label(id), Boolean((await commands.describedBy(id))?.args)]));
        }"""
    )
    assert len(found) >= 15
    assert not [row for row in found if not row[1] or not row[2]]
