"""What an OpenAPI 3.1 document must keep to, so that pages and generators of clients can read it."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
PLACES = {"query", "header", "path", "cookie"}


def problems_of(app: Any) -> list[str]:
    """What is wrong with `app.openapi()`; FastAPI's own warnings count."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document = app.openapi()
    found = [str(warning.message) for warning in caught if "Operation ID" in str(warning.message)]
    return [*found, *problems_in(document)]


def problems_in(document: dict[str, Any]) -> list[str]:
    found: list[str] = []
    if not str(document.get("openapi", "")).startswith("3.1"):
        found.append("it is no OpenAPI 3.1")
    for reference in references(document):
        if not resolves(document, reference):
            found.append(f"{reference} leads nowhere")
    ids = Counter(operation.get("operationId") for _, _, operation in operations(document))
    found += [f"operationId {name} is there {count} times" for name, count in ids.items() if count > 1]
    for path, method, operation in operations(document):
        found += [f"{method} {path}: {problem}" for problem in path_problems(path, operation)]
        found += [f"{method} {path}: {problem}" for problem in operation_problems(method, operation)]
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        found += [f"{name}: {problem}" for problem in schema_problems(schema)]
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def path_problems(path: str, operation: dict[str, Any]) -> Iterator[str]:
    """Each value of the path has its parameter, which is required, and the other way round."""
    wanted = set(re.findall(r"\{([^{}]+)\}", path))
    given = {one["name"]: one for one in operation.get("parameters", []) if one.get("in") == "path"}
    yield from (f"{name} of the path is no parameter" for name in sorted(wanted - given.keys()))
    yield from (f"parameter {name} is not in the path" for name in sorted(given.keys() - wanted))
    yield from (f"parameter {name} of the path is not required" for name, one in given.items() if not one.get("required"))


def operation_problems(method: str, operation: dict[str, Any]) -> Iterator[str]:
    parameters = operation.get("parameters", [])
    seen = Counter((parameter.get("name"), parameter.get("in")) for parameter in parameters)
    yield from (f"parameter {name} in {place} is there twice" for (name, place), count in seen.items() if count > 1)
    for parameter in parameters:
        if parameter.get("in") not in PLACES or "schema" not in parameter:
            yield f"parameter {parameter.get('name')} has no place or schema"
        else:
            yield from schema_problems(parameter["schema"])
    body = operation.get("requestBody")
    if body is not None:
        if method in ("get", "head") or not body.get("content"):
            yield "its body has no meaning"
        for content in body.get("content", {}).values():
            yield from schema_problems(content.get("schema", {}))
    if not operation.get("responses"):
        yield "it has no responses"
    for status, response in operation.get("responses", {}).items():
        if not re.fullmatch(r"[1-5](\d\d|XX)|default", status) or not response.get("description"):
            yield f"response {status} is not described"


def schema_problems(schema: Any) -> Iterator[str]:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield f"no JSON Schema: {error.message}"


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def resolves(document: dict[str, Any], reference: str) -> bool:
    at: Any = document
    for part in reference.removeprefix("#/").split("/"):
        if not reference.startswith("#/") or not isinstance(at, dict) or part not in at:
            return False
        at = at[part]
    return True
