"""Boots one application and answers requests, one JSON object a line in and out.

The first line says what to boot; the answer to it is {"ready": …} or {"failed": …}. Every further
line is a request, its answer is status, headers in order and body. `decant verify` starts one such
process for each side, with the Python of the project.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any

from decant_runner.called import Asgi, Wsgi
from decant_runner.entry import endpoint_of, flask_of, is_asgi, load, rules_of, secret_of
from decant_runner.exchange import Refused, Request, Transport, described, keep_cookies, trace
from decant_runner.local import end_with_parent, stay_local
from decant_runner.served import Served

WITH_BODY = ("POST", "PUT", "PATCH")


def boot(config: dict[str, Any]) -> tuple[Any, Transport, str]:
    """The application, a way to it, and which of the entries it was."""
    wrong: list[BaseException] = []
    for entry in config["entries"]:
        try:
            app = load(entry, config["root"], config["factory"])
        except ModuleNotFoundError as error:
            # the next name may be the right one, unless something that this one needs is missing
            if error.name is None or not f"{entry.partition(':')[0]}.".startswith(f"{error.name}."):
                raise
            wrong.append(error)
        except AttributeError as error:
            wrong.append(error)
        else:
            timeout, root = config["timeout"], os.path.realpath(config["root"])
            if config["server"]:
                return app, Served(app, timeout), entry
            return app, (Asgi if is_asgi(app) else Wsgi)(app, timeout, root), entry
    raise wrong[0]


def main() -> None:
    lines = os.fdopen(os.dup(0), encoding="utf-8")
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # what the application prints is not our answer, and it has nothing to read
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def say(what: dict[str, Any]) -> None:
        out.write(json.dumps(what) + "\n")
        out.flush()

    end_with_parent()
    config = json.loads(lines.readline())
    root = os.path.realpath(config["root"])
    os.chdir(root)
    # in place of the folder of this file
    sys.path[0:1] = [os.path.normpath(os.path.join(root, path)) for path in config["paths"]]
    sys.argv = [config["entries"][0].partition(":")[0]]
    if not config["network"]:
        stay_local()
    try:
        app, call, entry = boot(config)
    except Refused as error:
        say({"failed": str(error), "trace": ""})
        os._exit(0)
    except BaseException as error:
        say({"failed": described(error, root), "trace": trace(error, root)})
        os._exit(0)
    flask = flask_of(app)
    host = (flask.config.get("SERVER_NAME") if flask else None) or "localhost"
    say(
        {
            "ready": {
                "entry": entry,
                "asgi": is_asgi(app),
                "rules": rules_of(flask) if flask else [],
                "host": host,
                "secret": secret_of(flask) if flask else None,
            }
        }
    )

    jars: dict[str, dict[str, str]] = {}
    for line in lines:
        sent = json.loads(line)
        jar = jars.setdefault(sent["jar"], {}) if sent.get("jar") else {}
        body = base64.b64decode(sent.get("body", ""))
        headers = [("Host", sent["host"]), *((name, value) for name, value in sent["headers"])]
        if body or sent["method"] in WITH_BODY:
            headers.append(("Content-Length", str(len(body))))
        if jar:
            headers.append(("Cookie", "; ".join(f"{name}={value}" for name, value in jar.items())))
        request = Request(sent["method"], sent["path"], headers, body)
        endpoint = endpoint_of(flask, sent["host"], request) if flask else None
        answer = call(request)
        keep_cookies(jar, answer.headers)
        say(
            {
                "status": answer.status,
                "headers": answer.headers,
                "body": "" if request.method == "HEAD" else base64.b64encode(answer.body).decode(),
                "endpoint": endpoint,
                **({"raised": answer.raised} if answer.raised else {}),
                **({"late": True} if answer.late else {}),
            }
        )
    call.close()
    out.flush()
    os._exit(0)  # applications leave threads behind


if __name__ == "__main__":
    main()
