"""`documented`: what the OpenAPI document says about requests that views read by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from support.openapi import document_path_values, documented, schema_of


class Author(BaseModel):
    name: str
    born: int | str | None = None


class AddBookBody(BaseModel):
    """What is read of the body."""

    model_config = ConfigDict(extra="allow")

    title: str
    authors: list[Author]
    first: Author | None = None
    class_: str = Field(default="x", alias="class")


class Node(BaseModel):
    name: str
    below: "list[Node]" = []


class ListBooks(BaseModel):
    q: str | None = None
    page: int = 1
    kind: int | str | None = None
    tag: list[str] = []
    key: str = Field(alias="X-Key")


class PhotoForm(BaseModel):
    caption: str
    photo: bytes


class NameForm(BaseModel):
    name: str = ""


def test_nothing() -> None:
    assert documented() == {}


def test_a_body_has_its_models_in_place() -> None:
    body = documented(body=AddBookBody)["requestBody"]
    assert body["required"] is True
    schema = body["content"]["application/json"]["schema"]
    assert "$ref" not in str(schema) and "$defs" not in schema
    assert schema["required"] == ["title", "authors"]
    assert schema["additionalProperties"] is True
    assert schema["properties"]["authors"]["items"]["properties"]["name"]["type"] == "string"
    assert {"type": "null"} in schema["properties"]["first"]["anyOf"]
    assert "class" in schema["properties"]


def test_a_model_inside_itself_ends() -> None:
    schema = schema_of(Node)
    assert "$ref" not in str(schema)
    assert schema["properties"]["below"]["type"] == "array"


def test_a_field_that_is_called_ref() -> None:
    class Odd(BaseModel):
        ref: Author = Field(alias="$ref")

    assert schema_of(Odd)["properties"]["$ref"]["properties"]["name"]["type"] == "string"


def test_parameters() -> None:
    parameters = {one["name"]: one for one in documented(query=ListBooks)["parameters"]}
    assert {one["in"] for one in parameters.values()} == {"query"}
    assert parameters["q"] == {"name": "q", "in": "query", "required": False, "schema": {"title": "Q", "type": "string"}}
    assert parameters["page"]["schema"]["default"] == 1
    assert parameters["kind"]["schema"]["anyOf"] == [{"type": "integer"}, {"type": "string"}]
    assert parameters["tag"]["schema"]["type"] == "array"
    assert parameters["X-Key"]["required"] is True
    places = [one["in"] for one in documented(headers=NameForm, cookies=NameForm)["parameters"]]
    assert places == ["header", "cookie"]


@pytest.mark.parametrize(
    ("form", "kind", "required"),
    [(PhotoForm, "multipart/form-data", True), (NameForm, "application/x-www-form-urlencoded", False)],
)
def test_forms(form: type[BaseModel], kind: str, required: bool) -> None:
    body = documented(form=form)["requestBody"]
    assert list(body["content"]) == [kind]
    assert body["required"] is required


def test_either() -> None:
    body = documented(body=AddBookBody, form=NameForm)["requestBody"]
    assert list(body["content"]) == ["application/json", "application/x-www-form-urlencoded"]
    assert body["required"] is False


def test_in_the_document_of_an_application_and_nowhere_else() -> None:
    app = FastAPI()

    @app.post("/books/{shelf}", openapi_extra=documented(body=AddBookBody, query=ListBooks))
    async def add(shelf: int, request: Request) -> Any:
        return {"shelf": shelf, "got": (await request.body()).decode()}

    client = TestClient(app)
    assert client.post("/books/1", content="anything").json() == {"shelf": 1, "got": "anything"}
    operation = client.get("/openapi.json").json()["paths"]["/books/{shelf}"]["post"]
    assert [one["name"] for one in operation["parameters"]] == ["shelf", "q", "page", "kind", "tag", "X-Key"]
    assert {"200", "422"} == set(operation["responses"])
    assert operation["requestBody"]["content"]["application/json"]["schema"]["title"] == "AddBookBody"


def test_values_of_paths_that_no_function_takes() -> None:
    app = FastAPI()

    @app.get("/{lang}/books/{number:int}")
    async def book(request: Request, number: int) -> Any:
        return request.path_params

    @app.get("/{lang}/all/{rest:path}")
    async def rest(request: Request) -> Any:
        return request.path_params

    document_path_values(app)
    client = TestClient(app)
    assert client.get("/en/books/4").json() == {"lang": "en", "number": 4}
    paths = app.openapi()["paths"]
    assert app.openapi()["paths"] == paths
    number, lang = paths["/{lang}/books/{number}"]["get"]["parameters"]
    assert (number["name"], number["schema"]["type"]) == ("number", "integer")
    assert lang == {"name": "lang", "in": "path", "required": True, "schema": {"type": "string"}}
    assert [one["name"] for one in paths["/{lang}/all/{rest}"]["get"]["parameters"]] == ["lang", "rest"]
