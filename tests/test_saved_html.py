"""A notebook with runs after it left JupyterLab: as a page of nbconvert, and as those sites show it that keep no style."""

import html.parser

import bleach
import nbformat
import pytest
from nbconvert import HTMLExporter

from jupyterlab_aml import Experiment
from jupyterlab_aml.notebook.display import bundle
from jupyterlab_aml.notebook.live import LiveRun

HOSTILE = '</pre></td><script>ours()</script><img src=x onerror="ours()">$\\href{javascript:ours()}{x}$'
# About what GitHub keeps of an output.
TAGS = {"a", "b", "br", "code", "div", "em", "i", "img", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}


@pytest.fixture(name="data")
def data_fixture(ws):
    """What the output of a cell keeps of a run with hostile names."""
    with Experiment(ws, "saved").start_logging(display_name=HOSTILE) as run:
        for step in range(5):
            run.log("loss", 1 / (step + 1))
            run.log(HOSTILE, step)
        run.tag("evil", HOSTILE)
    live = LiveRun(run)
    live.poll()
    return bundle(live, None)


class Tags(html.parser.HTMLParser):
    """Collects what a page would execute, and the text of everything else."""

    def __init__(self, source):
        super().__init__()
        self.scripts, self.handlers, self.text = 0, [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.handlers += [value or name for name, value in attrs if name.startswith("on") or (value or "").lstrip().startswith("javascript:")]

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_of_nbconvert_has_the_card_and_no_script_of_ours(data):
    card = Tags(data["text/html"])
    assert (card.scripts, card.handlers) == (0, [])
    output = nbformat.v4.new_output("display_data", data)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("run", outputs=[output])])
    nbformat.validate(notebook)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "<script>ours()" not in page
    assert not any("ours()" in value for value in Tags(page).handlers)
    for expected in ("Completed", "<polyline", "tex2jax_ignore"):
        assert expected in page


def test_without_style_and_drawing_the_card_can_still_be_read(data):
    kept = bleach.clean(data["text/html"], tags=TAGS, attributes={"a": ["href"]}, strip=True)
    words = " ".join("".join(Tags(kept).text).split())
    assert Tags(kept).handlers == []
    assert words.startswith(f"\u2713 Completed {HOSTILE}")
    for expected in ("loss", "0.2", "as of 20"):
        assert expected in words
    rows = [row.partition("</tr>")[0] for row in kept.split("<tr>")[1:]]
    assert any("Experiment" in row and "saved" in row for row in rows)


def test_warnings_are_kept_as_text(ws):
    run = Experiment(ws, "saved").start_logging()
    run.complete()
    live = LiveRun(run)
    live.poll()
    live.state.record["warnings"] = [HOSTILE]
    kept = bundle(live, None)
    assert kept["text/plain"].endswith(f"\nWarning: {HOSTILE}")
    card = Tags(kept["text/html"])
    assert (card.scripts, card.handlers) == (0, [])
    assert HOSTILE in "".join(card.text)
