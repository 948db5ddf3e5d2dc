"""request.form, request.files and request.values as parameters."""

import io
from pathlib import Path
from typing import Any

import flask
import pytest
from exchange import Call, ask_fastapi, call, same
from fastapi import FastAPI
from pairs import METHODS, Pair, outcome
from support.request_data import AllValues, FormArgs, FormFiles, QueryArgs, RequestBody

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": "multipart/form-data; boundary=X"}

FORM = [
    lambda f: f.get("a"),
    lambda f: f.get("a", "d"),
    lambda f: f.get("a", 1, type=int),
    lambda f: f["a"],
    lambda f: f.getlist("a"),
    lambda f: f.getlist("a", type=int),
    lambda f: list(f.items(multi=True)),
    lambda f: f.to_dict(),
    lambda f: f.to_dict(flat=False),
    lambda f: dict(f),
    lambda f: dict(**f),
    lambda f: ("a" in f, len(f), bool(f), list(f), list(f.lists())),
    lambda f: not f.get("a"),
]
VALUES = [
    lambda v: v.get("a"),
    lambda v: v.get("a", 7, type=int),
    lambda v: v["b"],
    lambda v: v.getlist("a"),
    lambda v: ("a" in v, "b" in v, len(v), bool(v), sorted(v)),
    lambda v: sorted(v.items()),
    lambda v: sorted(v.items(multi=True)),
    lambda v: sorted(v.to_dict().items()),
    lambda v: sorted(v.to_dict(flat=False).items()),
    lambda v: sorted((k, list(x)) for k, x in v.lists()),
]
FILES = [
    lambda u: (u.filename, u.name, u.content_type, u.mimetype, u.mimetype_params),
    lambda u: (u.content_length, sorted(u.headers)),
    lambda u: (bool(u), len(u.read()), u.read(), u.seek(0), u.read(3), u.tell()),
    lambda u: (u.seek(0), list(u), u.seek(0, 2), u.stream.tell()),
    lambda u: (u.seek(0), u.stream.read(), u.readable(), u.closed),
    lambda u: u.filename.rsplit(".", 1)[1],
]


def saved(upload: Any) -> bytes:
    target = io.BytesIO()
    upload.seek(0)
    upload.save(target)
    return target.getvalue()


def see(form: Any, files: Any, values: Any, data: Any) -> Any:
    uploads = list(files.items(multi=True))
    return {
        "form": [outcome(read, form) for read in FORM],
        "values": [outcome(read, values) for read in VALUES],
        "files": [[name, *(outcome(read, file) for read in FILES)] for name, file in uploads],
        "saved": [outcome(saved, file) for _, file in uploads],
        "get": outcome(lambda: [files.get("u"), "u" in files, len(files.getlist("u"))]),
        "index": outcome(lambda: files["u"].filename),
        "data": repr(data),
    }


def pair(**config: Any) -> Pair:
    apps = Pair(**config)

    @apps.flask.route("/", methods=METHODS)
    def view() -> Any:
        request = flask.request
        return see(request.form, request.files, request.values, request.data)

    @apps.router.api_route("/", methods=METHODS)
    def view_too(form: FormArgs, files: FormFiles, values: AllValues, body: RequestBody) -> Any:
        return see(form, files, values, body.data)

    @apps.flask.route("/guarded", methods=METHODS)
    def guarded() -> Any:
        if "key" not in flask.request.args:
            return "who are you?", 401
        return f"{flask.request.form.get('a', '')[:5]} {len(flask.request.files)}"

    @apps.router.api_route("/guarded", methods=METHODS)
    async def guarded_too(args: QueryArgs, form: FormArgs, files: FormFiles) -> Any:
        if "key" not in args:
            return "who are you?", 401
        return f"{form.get('a', '')[:5]} {len(files)}"

    return apps


def parts(*texts: str, end: str = "--X--\r\n") -> bytes:
    return "".join(f"--X\r\n{text}\r\n" for text in texts).encode() + end.encode()


def field(name: str, value: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'


A_FILE = 'Content-Disposition: form-data; name="u"; filename="a.txt"\r\n'
CALLS = {
    "one": call("POST", "/", data={"a": "1"}),
    "empty value": call("POST", "/", data={"a": ""}),
    "no body": call("POST", "/"),
    "get": call("GET", "/?a=1"),
    "get with a form": call("GET", "/?a=1", data={"a": "2", "b": "3"}),
    "put": call("PUT", "/?a=0", data={"a": "1"}),
    "delete": call("DELETE", "/", data={"a": "1"}),
    "repeated": call("POST", "/?a=0&b=", content="a=1&a=2&b=x", headers=URLENCODED),
    "query and form": call("POST", "/?a=x&c=y", data={"a": "2", "b": "3"}),
    "json": call("POST", "/?a=1", json={"a": 1}),
    "text": call("POST", "/", content=b"a=1", headers={"content-type": "text/plain"}),
    "no type": call("POST", "/", content=b"a=1"),
    "charset": call("POST", "/", content=b"a=%C3%A9+b", headers=URLENCODED),
    "latin-1": call("POST", "/", content=b"a=%E9&b=\xe9", headers=URLENCODED),
    "invalid utf-8": call("POST", "/", content=b"a=%FF&b=1", headers=URLENCODED),
    "type in capitals": call(
        "POST", "/", content=b"a=1", headers={"content-type": "Application/X-WWW-Form-Urlencoded"}
    ),
    "type with charset": call(
        "POST",
        "/",
        content=b"a=1",
        headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
    ),
    "file": call("POST", "/", files={"u": ("a.txt", b"hello\nyou", "text/plain; charset=latin-1")}),
    "file without a name": call("POST", "/", files={"u": ("", b"")}, data={"a": "x"}),
    "file with a path": call("POST", "/", files={"u": ("../../etc/p", b"x")}),
    "file with accents": call("POST", "/", files={"u": ("é ü.txt", b"x", "text/plain")}),
    "two files": call("POST", "/", files=[("u", ("a", b"1")), ("u", ("b", b"2"))]),
    "text as a file": call("POST", "/", files={"u": (None, b"notafile")}),
    "file and fields": call("POST", "/?a=q", files={"u": ("z", b"1")}, data={"a": ["1", "2"]}),
    "large file": call("POST", "/", files={"u": ("z", b"ab" * 400_000)}),
    "no boundary": call("POST", "/", content=b"x", headers={"content-type": "multipart/form-data"}),
    "not multipart": call("POST", "/", content=b"a=1&b=2", headers=MULTIPART),
    "empty multipart": call("POST", "/", content=b"", headers=MULTIPART),
    "cut short": call("POST", "/", content=parts(field("a", "1"), end=""), headers=MULTIPART),
    "by hand": call(
        "POST", "/", content=parts(field("a", "1"), field("a", "2")), headers=MULTIPART
    ),
    "bytes of latin-1": call(
        "POST", "/", content=parts(field("a", "é")).decode().encode("latin-1"), headers=MULTIPART
    ),
    "part with a charset": call(
        "POST",
        "/",
        content=parts(
            field("a", "é").replace(
                "\r\n", "\r\nContent-Type: text/plain; charset=iso-8859-1\r\n", 1
            )
        ),
        headers=MULTIPART,
    ),
    "file with length": call(
        "POST", "/", content=parts(A_FILE + "Content-Length: 2\r\n\r\nhi"), headers=MULTIPART
    ),
    "no name": call(
        "POST", "/", content=parts("Content-Disposition: form-data\r\n\r\n1"), headers=MULTIPART
    ),
}
APPS = pair()


@pytest.mark.parametrize("name", CALLS)
def test_form(name: str) -> None:
    same(APPS.flask, APPS.fastapi, CALLS[name])


def chunked(asked: Call) -> Call:
    asked.headers = [h for h in asked.headers if h[0] != "content-length"]
    asked.headers.append(("transfer-encoding", "chunked"))
    return asked


def many(count: int) -> dict[str, str]:
    return {f"k{n}": "1" for n in range(count)}


def guarded(**body: Any) -> list[Call]:
    return [call("POST", "/guarded?key=1", **body), call("POST", "/guarded", **body)]


def test_default_limits() -> None:
    answers = same(
        APPS.flask,
        APPS.fastapi,
        *guarded(data={"a": "x" * 600_000}),
        *guarded(data=many(1100)),
        *guarded(data={"a": "x" * 600_000}, files={"z": ("z", b"1")}),
        *guarded(data=many(1100), files={"z": ("z", b"1")}),
        *guarded(data=many(999), files={"z": ("z", b"1")}),
    )
    statuses = [answer.status for answer in answers]
    assert statuses == [200, 401, 200, 401, 413, 401, 413, 401, 200, 401]


@pytest.mark.parametrize(
    "config",
    [
        {"MAX_CONTENT_LENGTH": 100},
        {"MAX_CONTENT_LENGTH": 0},
        {"MAX_FORM_MEMORY_SIZE": 10},
        {"MAX_FORM_MEMORY_SIZE": None},
        {"MAX_FORM_PARTS": 2},
        {"MAX_FORM_PARTS": None},
    ],
    ids=str,
)
def test_configured_limits(config: dict[str, Any]) -> None:
    apps = pair(**config)
    same(
        apps.flask,
        apps.fastapi,
        *guarded(data={"a": "x" * 50}),
        *guarded(data={"a": "x" * 500}),
        *guarded(data={"a": "x" * 50}, files={"z": ("z", b"1")}),
        *guarded(data=many(5), files={"z": ("z", b"1")}),
        *guarded(files={"z": ("z", b"1" * 500)}),
        *guarded(json={"a": 1}),
        *guarded(json={"a": "x" * 500}),
        *(chunked(asked) for asked in guarded(data={"a": "x" * 50})),
        *(chunked(asked) for asked in guarded(files={"z": ("z", b"1" * 500)})),
    )


def test_a_body_of_just_the_limit_is_allowed() -> None:
    apps = pair(MAX_CONTENT_LENGTH=52)
    answers = same(
        apps.flask, apps.fastapi, *guarded(data={"a": "x" * 50}), *guarded(data={"a": "x" * 51})
    )
    assert [answer.status for answer in answers] == [200, 401, 413, 401]


def test_limits_without_any_configuration() -> None:
    app = FastAPI()
    app.include_router(APPS.router)
    file = {"z": ("z", b"1")}
    calls = [*guarded(data=many(1100), files=file), *guarded(data={"a": "x" * 600_000}, files=file)]
    assert [ask_fastapi(app, asked).status for asked in calls] == [413, 401, 413, 401]


def test_chunks_over_the_limit_are_refused() -> None:
    """Werkzeug 3.1 cuts such a form off at the limit and goes on with what it has."""
    app = pair(MAX_CONTENT_LENGTH=100).fastapi
    asked = [chunked(asked) for asked in guarded(data={"a": "x" * 500})]
    assert [ask_fastapi(app, one).status for one in asked] == [413, 401]


def test_refused_wherever_the_view_looks() -> None:
    apps = pair(MAX_CONTENT_LENGTH=10)
    reads = [*FORM, lambda f: f.values(), lambda f: f.keys(), lambda f: f.copy(), lambda f: bool(f)]

    @apps.router.post("/reads")
    def view(form: FormArgs, files: FormFiles, values: AllValues) -> Any:
        return {"seen": [outcome(read, f) for f in (form, files, values) for read in reads]}

    answer = ask_fastapi(apps.fastapi, call("POST", "/reads", data={"a": "x" * 50}))
    assert answer.body == b'{"seen":[' + b",".join([b'"413"'] * len(reads) * 3) + b"]}\n"


def test_large_chunked_upload_is_not_kept_in_memory(tmp_path: Path) -> None:
    app = FastAPI()

    @app.post("/")
    def view(files: FormFiles, body: RequestBody) -> Any:
        files["u"].save(tmp_path / "copy")
        return [files["u"].stream._rolled, body.stream._rolled]  # type: ignore[attr-defined]

    content = b"0123456789" * 200_000
    asked = call("POST", "/", files={"u": ("big", content)})
    for one in (asked, chunked(asked)):
        assert ask_fastapi(app, one).body == b"[true,true]"
        assert (tmp_path / "copy").read_bytes() == content


def test_form_without_flask_compat_is_413_too() -> None:
    app = FastAPI()
    app.state.config = {"MAX_CONTENT_LENGTH": 1}
    app.include_router(APPS.router)
    assert [ask_fastapi(app, asked).status for asked in guarded(data={"a": "12"})] == [413, 401]
