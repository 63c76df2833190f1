"""Submitting from a form: its schema, what a submission comes to, and sending it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import click

from jupyterlab_aml.cli import fields as forms
from jupyterlab_aml.cli.report import translate
from jupyterlab_aml.cli.schema import schema
from jupyterlab_aml.errors import AmlError, UserError
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.server.submit_session import Again, ServerSession, laid_out
from jupyterlab_aml.workspace import locate
from jupyterlab_aml.workspace.manifest import read_manifest
from jupyterlab_aml.workspace.plan import MAX_BYTES, MAX_FILES, count_files, readable

_SHOWN = 1000  # files
_MOST_PROBLEMS = 20
_DECIDING = frozenset({forms.SCRIPT, forms.COMMAND, "source_directory"})  # without these there is nothing else to check


class SubmitSchemaHandler(Handler):
    """``/submit/schema``."""

    auth_resource = "aml-submit"

    @answers("read")
    def get(self, call: Call) -> Any:
        """Return the schema."""
        workspaces = call.services.workspaces
        return schema(ServerSession(workspaces, workspaces.place(call.query["workspace"]), workspaces.root, {}))


class CheckHandler(Handler):
    """``/submit/check``."""

    auth_resource = "aml-submit"

    @answers("execute")
    def post(self, call: Call) -> Any:
        """Say what would be sent and what is wrong; nothing is stored."""
        with _Submission.of(call) as submission:
            return submission.check()


class SubmitHandler(Handler):
    """``/submit``."""

    auth_resource = "aml-submit"

    @answers("execute")
    def post(self, call: Call) -> Any:
        """Submit."""
        with _Submission.of(call) as submission:
            return submission.send()


class _Submission:
    """Fields, and where and what they are about."""

    def __init__(self, call: Call, again: Again | None) -> None:
        workspaces, body = call.services.workspaces, call.body
        self._workspaces = workspaces
        self._fields: dict[str, Any] = body["fields"]
        self._cwd = workspaces.inside(body.get("folder"))
        self._place = workspaces.place(call.query["workspace"], body.get("folder"))
        self._again = again

    @classmethod
    @contextmanager
    def of(cls, call: Call) -> "Iterator[_Submission]":
        again = call.body.get("resubmit")
        if again is None:
            yield cls(call, None)
        else:
            with laid_out(call.workspace().get_run(again)) as source:
                yield cls(call, source)

    def send(self) -> Any:
        """Submit and return the shape ``Run``.

        Raises
        ------
        AmlError
            It is refused; the detail ``field`` says what is wrong.
        """
        try:
            return self._run(self._fields)
        except (AmlError, click.ClickException) as error:
            raise self._spoken(error) from None

    def check(self) -> dict[str, Any]:
        """Return the shape ``SubmissionCheck``."""
        facts, problems = self._tried()
        shape: dict[str, Any] = {"ok": not problems, "problems": problems, "words": [], "line": "%aml submit", "notes": []}
        with suppress(UserError):  # it is among the problems
            shape |= {"words": forms.words(self._fields), "line": forms.line(self._fields), "notes": self._notes()}
        return {**shape, "experiment": (facts or {}).get("experiment"), "compute": (facts or {}).get("compute"), "snapshot": self._plan(facts)}

    def _tried(self) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """Dry-run the fields; again without each that is wrong, so that all that are wrong are told at once."""
        fields = dict(self._fields)
        problems: list[dict[str, Any]] = []
        while len(problems) < _MOST_PROBLEMS:
            try:
                facts: dict[str, Any] = self._run(fields, "--dry-run")
            except (AmlError, click.ClickException) as refused:
                error = self._spoken(refused)
                field = error.details.get("field")
                problems.append({"field": field, "message": error.message, "hint": error.hint})
                if field not in fields or field in _DECIDING:
                    return None, problems
                del fields[field]
            else:
                if facts["over_limit"] and not fields.get("allow_large_snapshot"):
                    problems.append(_too_large(facts))
                return facts, problems
        return None, problems

    def _run(self, fields: Mapping[str, Any], *more: str) -> Any:
        forms.words(fields)  # before anything is made of what may be of the wrong kind
        session = ServerSession(self._workspaces, self._place, self._cwd, self._environment(fields), self._again)
        return session.run(["--json", *more, *forms.words(self._anchored(fields))])

    def _anchored(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields with paths that do not depend on the folder of the process."""
        found = dict(fields)
        if self._again is not None:
            found["source_directory"] = self._again.folder
        elif found.get("source_directory"):
            found["source_directory"] = self._absolute(found["source_directory"])
        if os.sep in (found.get("python") or ""):
            found["python"] = self._absolute(found["python"])
        return found

    def _absolute(self, path: str) -> str:
        return os.path.normpath(os.path.join(self._cwd, os.path.expanduser(path)))

    def _environment(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """Return the values of the variables: as given, else as the old run had them (the empty text), else those of the server (null)."""
        known = self._again.environment if self._again else {}
        found = {}
        for name, value in (fields.get("env") or {}).items():
            if value is not None and not isinstance(value, str):
                raise UserError(f"The environment variable {name} is not given as a text.", "Write its value as a text.", field="env")
            used = value or known.get(name, os.environ.get(name) if value is None else value)
            if used is not None:
                found[name] = used
        return found

    def _spoken(self, error: Exception) -> AmlError:
        """Return an error as one of ours, about a field, in words that do not mention where the source was laid out."""
        ours = translate(error)
        if isinstance(error, click.BadParameter) and error.param is not None:
            ours = UserError(error.message, field=forms.field_name(error.param) if isinstance(error.param, click.Option) else forms.SCRIPT)
        if self._again is not None:
            for old in (repr(self._again.folder), self._again.folder):
                ours.message = ours.message.replace(old, f"the source of the run {self._again.run_id}")
                ours.hint = ours.hint.replace(old, f"the source of the run {self._again.run_id}")
        return ours

    def _notes(self) -> list[str]:
        found = forms.notes(self._fields)
        if not locate.has_workspace(self._place):
            found.append(f"A workspace is made in {self._place}.")
        if self._again is not None:
            found.append(f"The source of the run {self._again.run_id} is sent as it was; the line sends the folder as it is now.")
        return found

    def _plan(self, facts: dict[str, Any] | None) -> dict[str, Any] | None:
        if facts is None:
            return None
        return {
            "folder": facts["source_directory"],
            "files": self._files(facts),
            "file_count": len(facts["files"]),
            "size_bytes": facts["size_bytes"],
            "ignored": facts["ignored"][:_SHOWN],
            "skipped": dict(list(facts["skipped"].items())[:_SHOWN]),
            "biggest": facts["biggest"],
            "over_limit": facts["over_limit"],
        }

    def _files(self, facts: dict[str, Any]) -> list[dict[str, Any]]:
        if self._again is not None and self._again.snapshot is not None:
            stored = read_manifest(self._workspaces.find(self._place).paths, self._again.snapshot)
            return [{"path": file.path, "size": file.size} for file in stored[:_SHOWN]]
        return [{"path": path, "size": _size(os.path.join(facts["source_directory"] or "", path))} for path in facts["files"][:_SHOWN]]


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:  # removed since it was seen
        return 0


def _too_large(facts: dict[str, Any]) -> dict[str, Any]:
    biggest = ", ".join(f"{part['path']} ({readable(part['size_bytes'])})" for part in facts["biggest"])
    return {
        "field": "allow_large_snapshot",
        "message": f"The folder holds {count_files(len(facts['files']))} and {readable(facts['size_bytes'])}; "
        f"a snapshot may have {MAX_FILES:,} files and {readable(MAX_BYTES)}.",
        "hint": f"Leave out what the script does not need, in .amlignore, or allow a large snapshot. The biggest parts: {biggest}.",
    }
