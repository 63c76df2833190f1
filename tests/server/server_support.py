"""Calling the server, and holding its answers against ``openapi.yaml``."""

import json
from typing import NamedTuple

from jsonschema import Draft202012Validator

from jupyterlab_aml import Experiment
from jupyterlab_aml.server.contract import document


class Answer(NamedTuple):
    """Status, parsed JSON (None if there is none) and headers."""

    status: int
    json: object
    headers: object


async def call(fetch, path, method="GET", body=None, headers=None, query=()):
    """Call a path below ``aml/v1``; ``query`` is a dict or pairs, ``body`` JSON or bytes as they are."""
    data = body if body is None or isinstance(body, (bytes, str)) else json.dumps(body)
    data = "" if data is None and method in {"POST", "PATCH", "PUT"} else data
    answer = await fetch("aml/v1", path, method=method, body=data, headers=headers, params=query, raise_error=False)
    told = answer.headers.get("Content-Type", "")
    return Answer(answer.code, json.loads(answer.body) if answer.body and "json" in told else None, answer.headers)


def check(answer, template, method="get"):
    """Assert that an answer is one that the document tells of; return its JSON."""
    responses = document()["paths"][template][method]["responses"]
    told = responses.get(str(answer.status), responses["default"] if answer.status >= 400 else None)
    assert told is not None, f"{method} {template}: {answer.status} is not in openapi.yaml"
    schema = told.get("content", {}).get("application/json", {}).get("schema")
    if schema is not None:
        Draft202012Validator(schema).validate(answer.json)
    else:
        assert answer.json is None
    return answer.json


def check_refusal(answer, status):
    """Assert that an answer is an ``Error`` of this status that says what mends it; return it."""
    assert answer.status == status, answer
    Draft202012Validator(document()["components"]["schemas"]["Error"]).validate(answer.json)
    assert answer.json["message"].endswith(".")
    assert answer.json["hint"]
    return answer.json


def start(ws, name="first"):
    """Return an interactive run that this process holds."""
    return Experiment(ws, "trials").start_logging(display_name=name)


def put(path, text, mode="w"):
    """Write a file; coroutines may not open one themselves."""
    with open(path, mode, encoding="utf-8") as file:
        file.write(text)
