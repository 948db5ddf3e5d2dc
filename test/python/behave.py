"""Sends the same requests to an application before and after its conversion, and tells what differs.

Reads a JSON list of cases on standard input, writes a JSON list of results. Every case runs in a process of its own, forked
from one that has imported the frameworks already.

    {"name", "before": folder, "after": folder, "entry": "module:attr", "asgi": "module:attr" | null, "wsgi": true,
     "requests": [...], "differences": [...]}

`before` is booted under Flask; `after` as the ASGI application that the report names, and once more as the old WSGI entry
when `wsgi` is true. A request is "GET /path" or {"method", "path", "headers", "json" | "form" | "body" | "files"}; cookies
are kept from one request to the next. {"together": [request, request]} are sent at once; neither is answered with a cookie.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import io
import json
import os
import re
import sys
import tempfile
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import fastapi  # noqa: F401
import fastapi.testclient  # noqa: F401
import flask  # noqa: F401
import itsdangerous
from openapi_rules import problems_of
import quart  # noqa: F401

IGNORED = {"date", "server"}

# both sides sign their cookies in the same second
itsdangerous.TimestampSigner.get_timestamp = lambda self: 1_700_000_000  # type: ignore[method-assign]


def load(folder: str, entry: str) -> Any:
    """The object or what the factory makes, imported from `folder`."""
    sys.path.insert(0, folder)
    os.chdir(folder)
    module, _, attribute = entry.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    is_app = any(hasattr(found, name) for name in ("wsgi_app", "asgi_app", "router"))
    return found if is_app else found()


class Jar(dict[str, str]):
    """Cookies by name."""

    def keep(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() != "set-cookie":
                continue
            pair, _, attributes = value.partition(";")
            key, _, content = pair.partition("=")
            if content in ("", '""') or "max-age=0" in attributes.lower() or "01 jan 1970" in attributes.lower():
                self.pop(key, None)
            else:
                self[key] = content


def encode(request: Any) -> tuple[str, str, list[tuple[str, str]], bytes]:
    """Method, path with query, headers, body."""
    if isinstance(request, str):
        method, _, path = request.partition(" ")
        request = {"method": method, "path": path}
    headers = [(k, v) for k, v in request.get("headers", {}).items()]
    body = b""
    if "json" in request:
        body = json.dumps(request["json"]).encode()
        headers.append(("Content-Type", "application/json"))
    elif "form" in request:
        body = urlencode(request["form"], doseq=True).encode()
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    elif "files" in request:
        boundary = "boundary-of-parts"
        parts = []
        for field, (filename, content) in request["files"].items():
            name = "" if filename is None else f'; filename="{filename}"'
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"{name}\r\n\r\n{content}\r\n')
        body = ("".join(parts) + f"--{boundary}--\r\n").encode()
        headers.append(("Content-Type", f"multipart/form-data; boundary={boundary}"))
    elif "body" in request:
        body = request["body"].encode("latin-1")
    if body or request["method"] in ("POST", "PUT", "PATCH"):
        headers.append(("Content-Length", str(len(body))))
    return request["method"], request["path"], headers, body


def single(requests: list[Any]) -> list[Any]:
    """One after the other, as their answers come."""
    return [one for request in requests for one in ([request] if isinstance(request, str) else request.get("together", [request]))]


def over_wsgi(app: Any, requests: list[Any]) -> list[dict[str, Any]]:
    """Answers of a WSGI application."""
    jar, answers = Jar(), []
    for request in requests:
        if isinstance(request, dict) and "together" in request:
            with ThreadPoolExecutor(len(request["together"])) as pool:
                for answered in pool.map(lambda one: over_wsgi(app, [one]), request["together"]):
                    answers += answered
            continue
        method, target, headers, body = encode(request)
        path, _, query = target.partition("?")
        from urllib.parse import unquote_to_bytes

        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in [*headers, ("Host", "testserver"), *cookie(jar)]:
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            joint = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
        answer: dict[str, Any] = {}
        written: list[bytes] = []

        def start(status: str, sent: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer.update(status=int(status.split(" ")[0]), headers=sent)
            return written.append

        try:
            chunks = app(environ, start)
            taken = list(chunks)
            content = b"".join(written + taken)
            if hasattr(chunks, "close"):
                chunks.close()
        except Exception:
            traceback.print_exc()
            answer.update(status=500, headers=[], raised=True)
            content = b""
        answers.append(finished(answer, content, method, jar))
    return answers


def over_asgi(app: Any, requests: list[Any]) -> list[dict[str, Any]]:
    """Answers of an ASGI application; its lifespan runs around them."""
    return asyncio.run(_over_asgi(app, requests))


async def _over_asgi(app: Any, requests: list[Any]) -> list[dict[str, Any]]:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        # Quart has no router, and starts with its test application
        async with app.router.lifespan_context(app) if hasattr(app, "router") else app.test_app():
            answers = await answered_by(app, requests)
        gc.collect()
    for message in (str(one.message) for one in said):
        if "was never awaited" in message:
            raise RuntimeError(message)
    return answers


async def answered_by(app: Any, requests: list[Any]) -> list[dict[str, Any]]:
    jar, answers = Jar(), []
    for request in requests:
        if isinstance(request, dict) and "together" in request:
            for answered in await asyncio.gather(*(answered_by(app, [one]) for one in request["together"])):
                answers += answered
            continue
        method, target, headers, body = encode(request)
        path, _, query = target.partition("?")
        from urllib.parse import unquote

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": [
                (name.lower().encode(), value.encode("latin-1"))
                for name, value in [*headers, ("Host", "testserver"), *cookie(jar)]
            ],
            "client": ("127.0.0.1", 50000),
            "server": ("testserver", 80),
            "state": {},
        }
        pending = [{"type": "http.request", "body": body, "more_body": False}]
        answer: dict[str, Any] = {}
        chunks: list[bytes] = []

        async def receive() -> Any:
            if pending:
                return pending.pop()
            await asyncio.sleep(3600)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                sent = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in message.get("headers", [])]
                answer.update(status=message["status"], headers=sent)
            elif message["type"] == "http.response.body":
                chunks.append(message.get("body", b""))

        try:
            await app(scope, receive, send)
        except Exception:
            traceback.print_exc()
            answer.setdefault("status", 500)
            answer.setdefault("headers", [])
            answer["raised"] = True
        answers.append(finished(answer, b"".join(chunks), method, jar))
    return answers


def cookie(jar: Jar) -> list[tuple[str, str]]:
    return [("Cookie", "; ".join(f"{k}={v}" for k, v in jar.items()))] if jar else []


def finished(answer: dict[str, Any], content: bytes, method: str, jar: Jar) -> dict[str, Any]:
    jar.keep(answer["headers"])
    if method == "HEAD":
        content = b""
    headers: dict[str, list[str]] = {}
    for name, value in answer["headers"]:
        key = name.lower()
        if key in IGNORED:
            continue
        if key == "set-cookie":
            value = re.sub(r"(session=)[^;]+", r"\1<signed>", value)
            value = re.sub(r"^(\w+=\.?[\w-]+)\.[\w-]{6,8}\.[\w-]{27}(?=;|$)", r"\1.<time>.<signature>", value)
            value = re.sub(r"(expires=)[^;]+", r"\1<date>", value, flags=re.IGNORECASE)
        if key == "etag":  # of a file: made of its path, too
            value = re.sub(r'^("[\d.]+-\d+)-\d+"$', r'\1-<path>"', value)
        if key in ("allow", "vary"):
            value = ", ".join(sorted(part.strip() for part in value.split(",")))
        headers.setdefault(key, []).append(value)
    return {
        "status": answer["status"],
        "headers": {name: sorted(values) for name, values in sorted(headers.items())},
        "body": content.decode("utf-8", "backslashreplace"),
        "raised": answer.get("raised", False),
    }


def differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What a client could notice, by aspect; JSON is compared by value."""
    found: dict[str, list[Any]] = {}
    if before["status"] != after["status"]:
        found["status"] = [before["status"], after["status"]]
    if before["raised"] and after["status"] == 500:
        return found
    reformatted = False
    if before["body"] != after["body"]:
        try:
            reformatted = json.loads(before["body"]) == json.loads(after["body"])
        except ValueError:
            pass
        if not reformatted:
            found["body"] = [before["body"], after["body"]]
    for name in sorted({*before["headers"], *after["headers"]}):
        if before["headers"].get(name) != after["headers"].get(name):
            if name in ("content-length", "etag") and (reformatted or "body" in found):
                continue
            found[f"header:{name}"] = [before["headers"].get(name), after["headers"].get(name)]
    return found


def announced(request: Any, endpoint: str | None, before: Any, after: Any, differences: list[Any]) -> set[str]:
    """The aspects that the report speaks of for this request (design, section 7)."""
    method, target, _, _ = encode(request)
    path, _, query = target.partition("?")
    seen = {"method": method, "status": str(before["status"]), "path": path, "query": query}
    covered: set[str] = set()
    for row in differences:
        statuses = (row.get("becomes") or {}).get("status")
        if statuses and after["status"] not in statuses:
            continue
        if row["endpoint"] is not None and row["endpoint"] != endpoint:
            continue
        where = row.get("where") or {}
        if row["endpoint"] is None and not where:
            continue
        if all(
            seen[key] in map(str, want) if isinstance(want, list) else re.search(want, seen[key])
            for key, want in where.items()
        ):
            covered |= {aspect.lower() for aspect in row["aspects"]}
    return covered


def endpoint_of(app: Any, request: Any) -> str | None:
    method, target, _, _ = encode(request)
    try:
        from urllib.parse import unquote

        return app.url_map.bind("localhost").match(unquote(target.split("?")[0]), method)[0]
    except Exception as error:
        new_url = getattr(error, "new_url", None)
        if not new_url:
            return None
        from urllib.parse import urlsplit

        try:
            return app.url_map.bind("localhost").match(urlsplit(new_url).path, method)[0]
        except Exception:
            return None


def in_child(work: Any) -> Any:
    """Runs `work` in a forked process; modules that it imports leave no trace."""
    with tempfile.TemporaryFile() as out:
        pid = os.fork()
        if pid == 0:
            try:
                result = {"result": work()}
            except BaseException:
                result = {"error": traceback.format_exc()}
            out.write(json.dumps(result).encode())
            out.flush()
            os._exit(0)
        os.waitpid(pid, 0)
        out.seek(0)
        return json.loads(out.read() or b'{"error": "the process ended without an answer"}')


def before_side(case: dict[str, Any]) -> Any:
    app = load(case["before"], case["entry"])
    answers = over_wsgi(app, case["requests"])
    return {"answers": answers, "endpoints": [endpoint_of(app, request) for request in single(case["requests"])]}


def asgi_side(case: dict[str, Any]) -> Any:
    """Without Flask, the document of FastAPI is all there is: it has to be right."""
    app = load(case["after"], case["asgi"])
    return {"answers": over_asgi(app, case["requests"]), "openapi": problems_of(app) if hasattr(app, "openapi") and not case["wsgi"] else []}


def run(case: dict[str, Any]) -> dict[str, Any]:
    before = in_child(lambda: before_side(case))
    if "error" in before:
        return {"name": case["name"], "error": f"before: {before['error']}"}
    sides = {}
    if case["asgi"]:
        sides["asgi"] = lambda: asgi_side(case)
    if case["wsgi"]:
        sides["wsgi"] = lambda: {"answers": over_wsgi(load(case["after"], case["entry"]), case["requests"])}
    silent, shown, openapi = [], set(), []
    for side, work in sides.items():
        after = in_child(work)
        if "error" in after:
            return {"name": case["name"], "error": f"{side}: {after['error']}"}
        openapi += after["result"].get("openapi", [])
        for n, request in enumerate(single(case["requests"])):
            old, new = before["result"]["answers"][n], after["result"]["answers"][n]
            found = differing(old, new)
            covered = announced(request, before["result"]["endpoints"][n], old, new, case["differences"])
            shown |= {aspect for aspect in found if aspect in covered}
            loud = {aspect: pair for aspect, pair in found.items() if aspect not in covered}
            if loud:
                silent.append({"side": side, "request": request, "aspects": loud})
    return {"name": case["name"], "silent": silent, "shown": sorted(shown), "openapi": openapi}


def main() -> None:
    cases = json.load(sys.stdin)
    devnull = os.open(os.devnull, os.O_WRONLY)
    out = os.dup(1)
    os.dup2(devnull, 1)  # what applications print is not our answer
    if not os.environ.get("BEHAVE_VERBOSE"):
        os.dup2(devnull, 2)
    results = [run(case) for case in cases]
    os.write(out, b"")
    with os.fdopen(out, "w") as stream:
        json.dump(results, stream)


if __name__ == "__main__":
    main()
