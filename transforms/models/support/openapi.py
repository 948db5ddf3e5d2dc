"""What the documentation says about requests that views read by themselves."""

import re
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

Schema = dict[str, Any]
Model = type[BaseModel]


def documented(
    *,
    body: Model | None = None,
    form: Model | None = None,
    query: Model | None = None,
    headers: Model | None = None,
    cookies: Model | None = None,
) -> Schema:
    """`openapi_extra` of a route. Nothing is checked by it: the view answers for what it reads."""
    extra: Schema = {}
    parameters = [
        parameter
        for place, model in (("query", query), ("header", headers), ("cookie", cookies))
        if model
        for parameter in parameters_of(place, model)
    ]
    if parameters:
        extra["parameters"] = parameters
    contents = {
        media_type(model, is_form): schema_of(model)
        for model, is_form in ((body, False), (form, True))
        if model
    }
    if contents:
        extra["requestBody"] = {
            "content": {kind: {"schema": schema} for kind, schema in contents.items()},
            "required": all(schema.get("required") for schema in contents.values()),
        }
    return extra


def schema_of(model: Model) -> Schema:
    """With the models that it mentions in place: a route has no components of its own."""
    schema = model.model_json_schema()
    inlined: Schema = put_in_place(schema, schema.pop("$defs", {}), ())
    return inlined


def put_in_place(value: Any, definitions: Schema, above: tuple[str, ...]) -> Any:
    """A model inside itself is left open."""
    if isinstance(value, list):
        return [put_in_place(one, definitions, above) for one in value]
    if not isinstance(value, dict):
        return value
    rest = {
        key: put_in_place(one, definitions, above) for key, one in value.items() if key != "$ref"
    }
    reference = value.get("$ref")
    if not isinstance(reference, str):
        return (
            rest
            if reference is None
            else {"$ref": put_in_place(reference, definitions, above), **rest}
        )
    name = reference.removeprefix("#/$defs/")
    if name in above or name not in definitions:
        return rest
    return {**put_in_place(definitions[name], definitions, (*above, name)), **rest}


def parameters_of(place: str, model: Model) -> list[Schema]:
    """One for each field; None stands for a parameter that is not sent."""
    schema = schema_of(model)
    required = schema.get("required", [])
    return [
        {"name": name, "in": place, "required": name in required, "schema": without_none(field)}
        for name, field in schema.get("properties", {}).items()
    ]


def without_none(field: Schema) -> Schema:
    kept = {
        key: value
        for key, value in field.items()
        if key != "anyOf" and (key, value) != ("default", None)
    }
    kinds = [kind for kind in field.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        return {**kinds[0], **kept}
    return {"anyOf": kinds, **kept} if kinds else kept


def media_type(model: Model, is_form: bool) -> str:
    if not is_form:
        return "application/json"
    has_files = '"format": "binary"' in str(schema_of(model)).replace("'", '"')
    return "multipart/form-data" if has_files else "application/x-www-form-urlencoded"


def document_path_values(app: FastAPI) -> None:
    """Those that no function has a parameter for: FastAPI does not know of them."""
    document_of_routes = app.openapi

    def openapi() -> Schema:
        document = document_of_routes()
        for path, operations in document["paths"].items():
            for operation in operations.values():
                add_path_values(path, operation)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def add_path_values(path: str, operation: Schema) -> None:
    parameters = operation.get("parameters", [])
    known = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
    missing = [name for name in re.findall(r"{(\w+)}", path) if name not in known]
    if missing:
        operation["parameters"] = parameters + [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in missing
        ]
