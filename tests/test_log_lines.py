"""Lines of logs by number, and finding some of them."""

import os
import random
import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.workspace import log_lines
from jupyterlab_aml.workspace.log_lines import BLOCK, LONGEST, LogIndexes, terminal_state
from jupyterlab_aml.workspace.log_search import search


@pytest.fixture
def log(tmp_path):
    """A log that can be written to, and its open descriptor."""
    return Log(tmp_path / "std_log.txt")


class Log:
    def __init__(self, path):
        self.path = path
        path.touch()
        self.fd = os.open(path, os.O_RDONLY)

    def add(self, data):
        with open(self.path, "ab") as file:
            file.write(data)

    def __del__(self):
        os.close(self.fd)


def test_lines_by_number_from_both_ends(log):
    log.add(b"".join(b"line %d\n" % number for number in range(20_000)) + b"half")
    indexes = LogIndexes()
    page = indexes.lines(log.fd, 12_345, 2)
    assert (page.first, page.lines, page.total, page.size) == (12_345, ["line 12345", "line 12346"], 20_001, os.path.getsize(log.path))
    assert log.path.read_bytes()[page.offset :].startswith(b"line 12345\n")
    assert indexes.lines(log.fd, -2, 10).lines == ["line 19999", "half"]
    assert indexes.lines(log.fd, -99_999, 1).lines == ["line 0"]
    beyond = indexes.lines(log.fd, 99_999, 5)
    assert (beyond.first, beyond.lines, beyond.offset) == (20_001, [], beyond.size)


def test_an_empty_log_has_no_lines(log):
    page = LogIndexes().lines(log.fd, 0, 5)
    assert (page.lines, page.total, page.size, page.offset) == ([], 0, 0, 0)


@given(st.lists(st.one_of(st.binary(max_size=20), st.integers(0, 40).map(lambda n: b"x" * n + b"\n")), max_size=60), st.data())
def test_it_is_what_splitting_the_file_gives_however_it_grows(tmp_path_factory, pieces, data):
    log, indexes, content = Log(tmp_path_factory.mktemp("log") / "log"), LogIndexes(), b""
    block = log_lines.BLOCK
    try:
        log_lines.BLOCK = 16
        for piece in pieces:
            log.add(piece)
            content += piece
            lines = content.split(b"\n")
            lines = lines[:-1] if not lines[-1] else lines
            first, count = data.draw(st.integers(-5, 70)), data.draw(st.integers(1, 30))
            page = indexes.lines(log.fd, first, count)
            begin = max(first + len(lines), 0) if first < 0 else min(first, len(lines))
            expected = [terminal_state(line.decode("utf-8", "replace")) for line in lines[begin : begin + count]]
            assert (page.first, page.lines, page.total) == (begin, expected, len(lines))
            assert page.offset == sum(len(line) + 1 for line in lines[:begin]) or begin == len(lines)
    finally:
        log_lines.BLOCK = block


def test_a_log_that_was_written_anew_is_counted_anew(log):
    indexes = LogIndexes()
    log.add(b"a\n" * 100_000)
    assert indexes.lines(log.fd, 0, 1).total == 100_000
    log.path.write_bytes(b"short\n")
    assert indexes.lines(log.fd, 0, 1).lines == ["short"]
    log.path.write_bytes(b"longer than it was\nand with two lines\n")  # shrank and grew between two looks
    assert indexes.lines(log.fd, 0, 5).lines == ["longer than it was", "and with two lines"]


def test_long_lines_are_cut_and_the_next_one_is_found(log):
    log.add(b"\xc3\xa4" * 3 * BLOCK + b"\nnext\n" + b"y" * LONGEST + b"\n")
    first, second, third = LogIndexes().lines(log.fd, 0, 3).lines
    assert first == "ä" * LONGEST + "…"
    assert second == "next"
    assert third == "y" * LONGEST


def test_of_a_progress_bar_only_the_last_state_is_shown(log):
    log.add(b"start\n" + b"".join(b"\r%6d/60000" % step for step in range(60_001)) + b"\nend\n")
    assert LogIndexes().lines(log.fd, 0, 9).lines == ["start", " 60000/60000", "end"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("plain", "plain"),
        ("windows\r", "windows"),
        ("abcdef\rXY", "XYcdef"),
        ("abc\r", "abc"),
        ("\rabc", "abc"),
        ("abcdef\r\x1b[KX", "X"),
        ("abcdef\r\x1b[2KX", "X"),
        ("\x1b[31mred\x1b[0m\r\x1b[32mgreen\x1b[0m", "\x1b[32mgreen\x1b[0m"),
        ("\r\r", ""),
    ],
)
def test_carriage_returns_overwrite_as_in_a_terminal(line, shown):
    assert terminal_state(line) == shown


def overwritten(line):
    """The same as ``terminal_state``, by overwriting one state after another."""
    cells, end = [], ""
    for state in filter(None, line.rstrip("\r").split("\r")):
        plain = re.sub(r"\x1b\[[0-2]?K", "", state)
        body = re.sub(r"(?:\x1b\[[0-9;]*m)+\Z", "", plain)
        colours = plain[len(body) :]
        new = ["".join(cell) for cell in re.findall(r"((?:\x1b\[[0-9;]*m)*)([^\x1b]|\x1b(?!\[[0-9;]*m))", body)]
        if plain != state or len(new) >= len(cells):
            cells, end = new, colours
        elif new:
            cells = [*new[:-1], new[-1] + colours, *cells[len(new) :]]
    return "".join(cells) + end


_PIECES = st.sampled_from(["\r", "\r", "a", "bcd", "\x1b[31m", "\x1b[0m", "\x1b[K", "\x1b[2K", "\x1b", "[1m", "10%"])


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_going_back_from_the_last_state_shows_what_overwriting_does(line):
    several = sum(map(bool, line.split("\r"))) > 1
    assert terminal_state(line) == (overwritten(line) if several else line.strip("\r"))


def test_a_progress_bar_of_many_states_is_shown_by_its_last(monkeypatch):
    looked_at = []
    real = re.compile(log_lines._CELL.pattern, re.DOTALL)
    monkeypatch.setattr(log_lines, "_CELL", SimpleNamespace(findall=lambda text: looked_at.append(text) or real.findall(text)))
    states = [f"\x1b[32m{number:3d}%\x1b[0m |{'#' * (number // 10):10}|" for number in range(1000)]
    assert terminal_state("\r".join(states)) == states[-1]
    assert len(looked_at) == 1


def test_many_long_lines_at_once_are_cut_shorter(log):
    log.add((b"x" * 5_000 + b"\n") * 5000)
    assert sum(map(len, LogIndexes().lines(log.fd, 0, 5000).lines)) < 8_100_000
    assert len(LogIndexes().lines(log.fd, 0, 1).lines[0]) == 5000


def test_bytes_that_are_no_text_are_replaced(log):
    log.add(b"\xff\xfe ok\n")
    assert LogIndexes().lines(log.fd, 0, 1).lines == ["\ufffd\ufffd ok"]


def test_lines_that_contain_a_text(log):
    log.add(b"Loss 1\nnothing\nloss 2 loss 3\n\xc3\x84rger\nLOSS")
    assert search(log.fd, "loss").lines == [0, 2, 4]
    assert search(log.fd, "loss", case=True).lines == [2]
    assert search(log.fd, "ärger").lines == [3]
    assert search(log.fd, "ärger", case=True).lines == []
    assert search(log.fd, "l.ss [13]").lines == []
    assert search(log.fd, "l.ss [13]$", regex=True).lines == [0, 2]
    assert search(log.fd, "l.ss [13]$", regex=True, case=True).lines == [2]


def test_lines_that_begin_an_error(log):
    lines = [
        "epoch 1 Errors: 0",
        "Traceback (most recent call last):",
        '  File "train.py", line 3, in <module>',
        "ValueError: no",
        "2026-11-21 22:05:00 ERROR trainer: out of memory",
        "no_ERROR_here",
        "torch.cuda.OutOfMemoryError: CUDA out of memory",
        "\x1b[31mRuntimeError\x1b[0m: coloured",
        "CRITICAL: disk",
        "    raise ValueError(text)",
        "KeyboardInterrupt",
    ]
    log.add("\n".join(lines).encode())
    assert search(log.fd, None).lines == [1, 3, 4, 6, 7, 8]


def test_what_was_overwritten_is_not_found(log):
    log.add(b"loading secret\rdone          \nsecret\n")
    assert search(log.fd, "secret").lines == [1]
    assert search(log.fd, "secret", regex=True).lines == [1]


def test_no_more_than_the_limit(log):
    log.add(b"x\n" * 50)
    found = search(log.fd, "x", limit=10)
    assert (found.lines, found.complete) == (list(range(10)), False)
    assert search(log.fd, "x", limit=50).complete
    found = search(log.fd, "x", regex=True, limit=10)
    assert (found.lines, found.complete) == (list(range(10)), False)


@pytest.mark.parametrize(
    "expression", ["Needle \\d+$", "^needle (?!7)", "NEEDLE|hay 1", "(?i)nEEDLE", "needles?", "9 k", "nee.le", "\\Aneedle", "needle\\Z"]
)
@pytest.mark.parametrize("case", [False, True])
def test_an_expression_is_found_where_it_is_in_each_line_by_itself(log, expression, case):
    texts = ["needle", "needle 7", "Needle 12", "hay 1", "9 \u212a", "\u017f", "", "needle 3\roverwritten", "x" * 70_000 + "needle"]
    lines = [texts[number * 7919 % 97] if number * 7919 % 97 < len(texts) else f"step {number}" for number in range(30_000)]
    log.add("\n".join(lines).encode())
    pattern = re.compile(expression, 0 if case else re.IGNORECASE)
    expected = [number for number, line in enumerate(lines) if pattern.search(line.rpartition("\r")[2][:60_000])]
    assert search(log.fd, expression, regex=True, case=case).lines == expected


def test_a_wrong_expression_says_so(log):
    with pytest.raises(UserError, match="not a regular expression: missing"):
        search(log.fd, "(x", regex=True)


def test_an_expression_that_takes_forever_is_broken_off(log):
    log.add(b"good aab\n" + b"a" * 60 + b"\n")
    found = search(log.fd, "(a+)+b", regex=True, limit_s=1.5)
    assert (found.lines, found.complete) == ([0], False)


def test_found_numbers_are_those_of_the_lines(log):
    random.seed(3)
    words = [random.choice(["alpha", "Beta", "gamma " * 30_000, "ERROR now", ""]) for _ in range(300)]
    log.add("\n".join(words).encode())
    assert search(log.fd, "beta").lines == [number for number, word in enumerate(words) if word == "Beta"]
    assert search(log.fd, None).lines == [number for number, word in enumerate(words) if word == "ERROR now"]
