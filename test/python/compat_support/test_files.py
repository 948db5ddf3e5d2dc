"""send_file() and send_from_directory()."""

import datetime
import functools
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import pytest
from exchange import ask_fastapi, call, get, same
from fastapi import FastAPI, Request
from pairs import Pair
from support import files

NOW = 1_700_000_000
CONTENT = {"f.txt": b"0123456789", "é ü.txt": b"x", "a.tar.gz": b"gz", "i.svg": b"<svg/>", "e": b""}
DAY = datetime.datetime(2024, 1, 2, 3, 4, 5)

# `send` is Flask's send_file or ours with its request bound; `here` a folder below the root
SENT: dict[str, Callable[[Any, str], Any]] = {
    "path": lambda send, here: send(f"{here}/f.txt"),
    "Path": lambda send, here: send(Path(here) / "f.txt"),
    "relative": lambda send, here: send("data/f.txt"),
    "attachment": lambda send, here: send(f"{here}/f.txt", as_attachment=True),
    "named": lambda send, here: send(f"{here}/f.txt", as_attachment=True, download_name="x y.txt"),
    "renamed": lambda send, here: send(f"{here}/f.txt", download_name="é €.csv"),
    "accents": lambda send, here: send(f"{here}/é ü.txt", as_attachment=True),
    "mimetype": lambda send, here: send(f"{here}/f.txt", "application/pdf"),
    "encoded": lambda send, here: send(f"{here}/a.tar.gz"),
    "encoded attachment": lambda send, here: send(f"{here}/a.tar.gz", as_attachment=True),
    "svg": lambda send, here: send(f"{here}/i.svg"),
    "empty": lambda send, here: send(f"{here}/e"),
    "unconditional": lambda send, here: send(f"{here}/f.txt", conditional=False),
    "no etag": lambda send, here: send(f"{here}/f.txt", etag=False),
    "own etag": lambda send, here: send(f"{here}/f.txt", etag="mine"),
    "own time": lambda send, here: send(f"{here}/f.txt", last_modified=DAY),
    "stamp": lambda send, here: send(f"{here}/f.txt", last_modified=NOW - 5),
    "kept": lambda send, here: send(f"{here}/f.txt", max_age=60),
    "not kept": lambda send, here: send(f"{here}/f.txt", max_age=0),
    "memory": lambda send, here: send(io.BytesIO(b"abcdefghij"), mimetype="image/png"),
    "named memory": lambda send, here: send(
        io.BytesIO(b"a,b"), download_name="a.csv", as_attachment=True, last_modified=DAY
    ),
    "moved memory": lambda send, here: send(moved(io.BytesIO(b"abcdef")), "text/plain"),
    "open file": lambda send, here: send(open(f"{here}/f.txt", "rb"), "text/plain"),
    "nameless memory": lambda send, here: send(io.BytesIO(b"x")),
    "text": lambda send, here: send(io.StringIO("x"), "text/plain"),
    "missing": lambda send, here: send(f"{here}/nope"),
    "folder": lambda send, here: send(here),
}
PATHS = ["f.txt", "nope", "", "sub/", "sub/g.txt", "sub/../f.txt", "../outside.txt", "..", "."]
PATHS += ["%2e%2e/outside.txt", "%2Fetc/hostname", "sub%2Fg.txt", "a%00b", "%C3%A9%20%C3%BC.txt"]


def moved(file: io.BytesIO) -> io.BytesIO:
    file.seek(2)
    return file


def pair(root: Path, **config: Any) -> Pair:
    data = root / "data"
    (data / "sub").mkdir(parents=True)
    (root / "outside.txt").write_text("secret")
    (data / "sub" / "g.txt").write_text("g")
    for name, content in CONTENT.items():
        (data / name).write_bytes(content)
    for path in root.rglob("*"):
        os.utime(path, (NOW, NOW))
    apps = Pair(**config)
    apps.flask.root_path = str(root)

    @apps.flask.route("/sent/<name>", methods=["GET", "POST"])
    def sent(name: str) -> Any:
        return SENT[name](flask.send_file, str(data))

    @apps.router.api_route("/sent/{name}", methods=["GET", "POST"])
    def sent_too(request: Request, name: str) -> Any:
        send = functools.partial(files.send_file, request, root=root)
        return SENT[name](send, str(data))

    @apps.flask.get("/dir/", defaults={"path": ""})
    @apps.flask.get("/dir/<path:path>")
    def directory(path: str) -> Any:
        return flask.send_from_directory(
            "data", path, max_age=flask.request.args.get("age", type=int)
        )

    @apps.router.get("/dir/")
    @apps.router.get("/dir/{path:path}")
    def directory_too(request: Request) -> Any:
        age = request.query_params.get("age")
        return files.send_from_directory(
            request,
            "data",
            request.path_params.get("path", ""),
            root=root,
            max_age=int(age) if age else None,
        )

    return apps


@pytest.mark.parametrize("name", SENT)
def test_send_file(tmp_path: Path, name: str) -> None:
    apps, path = pair(tmp_path), f"/sent/{name.replace(' ', '%20')}"
    plain = [call(method, path) for method in ("GET", "HEAD", "POST")]
    first = same(apps.flask, apps.fastapi, *plain, ignore=["date", "expires"])[0]
    assert ask_fastapi(apps.fastapi, plain[0]).header("date") is None  # the server's to add
    etag, modified = first.header("etag") or '"x"', first.header("last-modified") or ""
    asked = [
        get(path, if_none_match=etag),
        get(path, if_none_match='"y"'),
        get(path, if_modified_since=modified),
        *(
            get(path, range=f"bytes={span}")
            for span in ("0-3", "3-", "-2", "99-", "5-2", "x", "0-1,3-4")
        ),
        get(path, range="bytes=0-3", if_range=etag),
        get(path, range="bytes=0-3", if_range='"y"'),
        call("HEAD", path, {"range": "bytes=0-3"}),
        call("POST", path, {"if-none-match": etag}),
    ]
    same(apps.flask, apps.fastapi, *asked, ignore=["date", "expires"])


@pytest.mark.parametrize("path", PATHS)
def test_send_from_directory(tmp_path: Path, path: str) -> None:
    apps = pair(tmp_path)
    calls = [get(f"/dir/{path}"), get(f"/dir/{path}?age=60"), get(f"/dir/{path}", range="bytes=1-")]
    answers = same(apps.flask, apps.fastapi, *calls, ignore=["date", "expires"])
    assert b"secret" not in answers[0].body


@pytest.mark.parametrize("max_age", [60, datetime.timedelta(hours=1)], ids=str)
def test_default_max_age(tmp_path: Path, max_age: Any) -> None:
    apps = pair(tmp_path, SEND_FILE_MAX_AGE_DEFAULT=max_age)
    calls = [get("/sent/path"), get("/sent/kept"), get("/dir/f.txt")]
    same(apps.flask, apps.fastapi, *calls, ignore=["date", "expires"])


def test_expires_follows_max_age(tmp_path: Path) -> None:
    answer = ask_fastapi(pair(tmp_path).fastapi, get("/sent/kept"))
    expires = datetime.datetime.strptime(answer.header("expires") or "", "%a, %d %b %Y %H:%M:%S %Z")
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    assert 55 < (expires - now).total_seconds() < 65


def test_files_are_closed(tmp_path: Path) -> None:
    opened: list[Any] = []
    app = FastAPI()
    (tmp_path / "f").write_bytes(b"x" * 300_000)

    @app.get("/")
    def view(request: Request) -> Any:
        opened.append((tmp_path / "f").open("rb"))
        return files.send_file(request, opened[-1], "text/plain")

    assert ask_fastapi(app, get("/")).body == b"x" * 300_000
    ask_fastapi(app, get("/", if_none_match="*"))
    assert [file.closed for file in opened] == [True, True]


def test_statuses_without_flask_compat(tmp_path: Path) -> None:
    app = FastAPI()
    app.include_router(pair(tmp_path).router)
    assert ask_fastapi(app, get("/sent/path", if_none_match="*")).body == b""
    calls = [
        get("/dir/nope"),
        get("/sent/path", range="bytes=99-"),
        get("/sent/path", range="bytes=0-1"),
    ]
    answers = [ask_fastapi(app, asked) for asked in calls]
    assert [(a.status, a.header("content-range")) for a in answers] == [
        (404, None),
        (416, "bytes */10"),
        (206, "bytes 0-1/10"),
    ]
