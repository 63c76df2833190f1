"""Numbers, times, tables and exit statuses as the terminal shows them."""

import json
import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.layout import layout
from jupyterlab_aml.cli.outcome import exit_status
from jupyterlab_aml.cli.run_list import short_id
from jupyterlab_aml.cli.table import Cell, Column, Table, text_width
from jupyterlab_aml.workspace.strict_json import strict


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0, "0.0s"),
        (0.031, "31ms"),
        (0.84, "0.8s"),
        (12.2, "12s"),
        (59.7, "1m 00s"),
        (185, "3m 05s"),
        (7800, "2h 10m"),
        (360000, "4d 4h"),
        (2592000, "30d"),
        (-1, "0.0s"),
    ],
)
def test_durations_are_short(seconds, text):
    assert words.duration(seconds) == text


@pytest.mark.parametrize(("ago", "text"), [(0, "0s"), (59, "59s"), (61, "1m"), (7300, "2h"), (90000, "1d"), (86400 * 400, "1y"), (-5, "0s")])
def test_ages_have_one_unit(ago, text):
    assert words.age(1000.0, 1000.0 + ago) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 B"), (1023, "1023 B"), (1434, "1.4 KB"), (25 << 20, "25 MB"), (3 << 40, "3.0 TB"), (5 << 50, "5120 TB")]
)
def test_sizes(value, text):
    assert words.size(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (0.1 + 0.2, "0.3"), (1e-9, "1e-09"), (math.nan, "nan"), (True, "True"), ("a\nb", "a b"), (None, "")]
)
def test_numbers(value, text):
    assert words.number(value) == text


def test_names_cannot_move_the_cursor():
    assert words.one_line("a\x1b[31mb\r\nc\u2028d\x9bx") == "a [31mb  c d x"


@pytest.mark.parametrize(
    ("status", "exit_code", "expected"),
    [
        ("Completed", 0, 0),
        ("Completed", None, 0),
        ("Failed", 3, 3),
        ("Failed", -9, 137),
        ("Failed", None, 1),
        ("Failed", 0, 1),
        ("Canceled", -15, 130),
        ("Running", None, 124),
    ],
)
def test_exit_statuses(status, exit_code, expected):
    final = status != "Running"
    assert exit_status(SimpleNamespace(status=status, exit_code=exit_code, final=final)) == expected


def test_the_short_id_is_the_random_part():
    assert short_id("my_exp_1795000000_a1b2c3d4") == "a1b2c3d4"
    assert short_id("foreign") == "foreign"


def test_plain_tables_are_aligned_and_have_no_tabs_or_colours():
    rows = [[Cell("a", "red", "✗"), Cell("1")], [Cell("日本"), Cell("200")], [Cell("two\nlines"), Cell("")]]
    text = Table([Column("NAME"), Column("N", right=True)], rows).plain()
    assert text == "NAME         N\na            1\n日本       200\ntwo lines"


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
)


COLUMNS = [Column("RUN", least=12), Column("NAME", drop=2, least=12), Column("STATUS"), Column("a metric with a long name", drop=1, least=12)]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (200, {0: 8, 1: 50, 2: 10, 3: 25}),
        (74, {0: 8, 1: 25, 2: 10, 3: 25}),
        (48, {0: 8, 1: 12, 2: 10, 3: 12}),
        (47, {0: 8, 2: 10, 3: 25}),
        (20, {0: 8, 2: 10}),
        (5, {0: 8, 2: 10}),
    ],
)
def test_a_narrow_window_shortens_texts_and_drops_columns_and_never_cuts_a_number(width, expected):
    assert layout(COLUMNS, [3, 4, 6, 25], [8, 50, 10, 7], width) == expected


@given(json_values)
def test_json_is_strict(value):
    text = json.dumps(strict(value), allow_nan=False)
    assert "NaN" not in json.dumps(strict([math.nan]))
    json.loads(text)


@given(st.text())
def test_widths_are_never_negative(text):
    assert 0 <= text_width(text) <= 2 * len(text)
