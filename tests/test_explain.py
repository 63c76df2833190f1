"""What the end of a log says about a failure."""

import pytest

from jupyterlab_aml.runner.explain import explain_log

TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\n'


@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("", ""),
        ("\n \n", ""),
        (TRACEBACK + "ValueError: no such column\n", "ValueError: no such column"),
        (TRACEBACK + "KeyError: 'x'\n\nDuring handling of the above exception\n\n" + TRACEBACK + "a.b.Bad: worse\n", "a.b.Bad: worse"),
        ("train.py: error: unrecognized arguments: --alpah\n", "train.py: error: unrecognized arguments: --alpah"),
        ("ERROR: no GPU\n", "ERROR: no GPU"),
        ("[error]: full\n", "[error]: full"),
        ("  ^\nSyntaxError: invalid syntax\n", "SyntaxError: invalid syntax"),
        ("t.sh: 1: foo: not found\n", "t.sh: 1: foo: not found"),
        ("Killed\n", "Killed"),
    ],
)
def test_an_error_message_is_the_cause(log, cause):
    assert explain_log(log.encode()) == cause


@pytest.mark.parametrize("line", ["step 4", "['train.py', '--fail']", "epoch 3, mean squared error 0.25", "0 errors: none", "done"])
def test_any_other_last_line_is_quoted_as_what_it_is(line):
    assert explain_log(f"first\n{line}\n\n".encode()) == f"the log ends with `{line}`"


def test_any_bytes_and_any_length():
    assert explain_log(b"\xff" + b"x" * 10_000).startswith("the log ends with `\ufffdxxx")
    assert len(explain_log(b"x" * 10_000)) < 350
