"""Which files stay out of a snapshot."""

import os

import pytest

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.workspace.ignore import IgnoreRules, ignore_line, read_rules
from jupyterlab_aml.workspace.snapshot import plan


def write(folder, *names, data="x"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data)


def kept(folder):
    return sorted(plan(folder).files)


def test_everything_goes_without_an_ignore_file(tmp_path):
    write(tmp_path, "train.py", "lib/util.py", ".hidden")
    assert kept(tmp_path) == [".hidden", "lib/util.py", "train.py"]


def test_gitignore_is_obeyed(tmp_path):
    write(tmp_path, "train.py", "data/big.csv", "model.pkl", "lib/model.pkl")
    write(tmp_path, ".gitignore", data="data/\n*.pkl\n")
    found = plan(tmp_path)
    assert sorted(found.files) == [".gitignore", "train.py"]
    assert found.ignored == ["data/", "lib/model.pkl", "model.pkl"]
    assert found.ignore_file == ".gitignore"


def test_amlignore_stands_in_for_gitignore(tmp_path):
    write(tmp_path, "train.py", "a.txt", "b.txt")
    write(tmp_path, ".gitignore", data="a.txt\n")
    write(tmp_path, ".amlignore", data="\ufeffb.txt\r\n.*ignore\r\n")
    assert kept(tmp_path) == ["a.txt", "train.py"]


def test_negation_takes_back_in_as_git_does(tmp_path):
    write(tmp_path, "data/a.csv", "data/keep.csv", "out/a.csv", "out/keep.csv", "train.py")
    write(tmp_path, ".amlignore", data="data/*\n!data/keep.csv\nout/\n!out/keep.csv\n")
    assert kept(tmp_path) == [".amlignore", "data/keep.csv", "train.py"]


def test_list_of_what_to_keep(tmp_path):
    write(tmp_path, "train.py", "notes.md", "lib/a.py")
    write(tmp_path, ".amlignore", data="*\n!*.py\n")
    assert kept(tmp_path) == ["train.py"]


@pytest.mark.parametrize("name", [".aml", ".git", "__pycache__", ".ipynb_checkpoints", ".mypy_cache", "node_modules", "a/.git"])
def test_folders_that_are_never_sent(tmp_path, name):
    write(tmp_path, "train.py", f"{name}/file")
    write(tmp_path, ".amlignore", data=f"!{name}/\n!{name}/file\n")
    assert kept(tmp_path) == [".amlignore", "train.py"]


def test_virtual_environments_are_never_sent(tmp_path):
    write(tmp_path, "train.py", "my env/pyvenv.cfg", "my env/lib/python3/site.py")
    found = plan(tmp_path)
    assert sorted(found.files) == ["train.py"]
    assert found.ignored == ["my env/"]


def test_a_source_folder_that_is_a_virtual_environment_is_still_sent(tmp_path):
    write(tmp_path, "train.py", "pyvenv.cfg")
    assert kept(tmp_path) == ["pyvenv.cfg", "train.py"]


def test_ignored_folders_are_not_looked_into(tmp_path):
    write(tmp_path, "data/file", "train.py")
    write(tmp_path, ".amlignore", data="data\n")
    os.chmod(tmp_path / "data", 0)
    try:
        assert kept(tmp_path) == [".amlignore", "train.py"]
        assert "data/file" not in plan(tmp_path).ignored
    finally:
        os.chmod(tmp_path / "data", 0o755)


def test_a_line_that_is_no_pattern_is_named(tmp_path):
    write(tmp_path, ".amlignore", data="data/\n\n!\n")
    with pytest.raises(UserError, match=r"Line 3 of \.amlignore is not an ignore pattern: '!'"):
        plan(tmp_path)


@pytest.mark.parametrize("path", ["data", "a b", "what?", "[x]*", "back\\slash", "end ", "#hash", "!bang", "é🙂", "deep/er"])
def test_a_suggested_line_leaves_out_exactly_that_path(path):
    rules = IgnoreRules("f", "# comment\n" + ignore_line(path))
    assert rules.ignores(path)
    assert not rules.ignores("other/" + path)
    assert not rules.ignores(path + "2")
    folder = IgnoreRules("f", ignore_line(path, folder=True))
    assert folder.ignores(path + "/")
    assert not folder.ignores(path)


def test_names_that_are_not_text_are_judged(tmp_path):
    name = os.fsdecode(b"caf\xe9.bin")
    write(tmp_path, name, "new\nline.bin", "train.py")
    write(tmp_path, ".amlignore", data="*.bin\n")
    assert kept(tmp_path) == [".amlignore", "train.py"]
    assert read_rules(str(tmp_path)).ignores(name)
