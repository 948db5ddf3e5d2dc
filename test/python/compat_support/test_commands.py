"""Commands against Flask's own: the same calls print the same, and end with the same code."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import flask
import flask.cli
import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from support import commands, context


def fill(group: click.Group, of: Any, current_app: Any) -> None:
    """The same commands on Flask's group or ours; `of` is the module of the group."""

    @group.command("name")
    @click.option("--times", default=1)
    def name(times: int) -> None:
        """Says the name."""
        click.echo(current_app.name * times)

    @click.command("plain")
    def plain() -> None:
        click.echo(bool(current_app))

    @click.command("wrapped")
    @of.with_appcontext
    def wrapped() -> None:
        click.echo(current_app.name)

    @group.command("without", with_appcontext=False)
    def without() -> None:
        click.echo("without")

    @group.group("inner")
    def inner() -> None:
        click.echo("inner")

    @inner.command("one")
    def one() -> None:
        click.echo(current_app.name)

    @group.command("fails")
    def fails() -> None:
        raise click.ClickException("failed")

    group.add_command(plain)
    group.add_command(wrapped)


def theirs() -> Any:
    app = flask.Flask("shop")
    fill(app.cli, flask.cli, flask.current_app)
    return app


def ours() -> Any:
    app = FastAPI(title="shop")
    app.state.cli = commands.AppGroup()
    app.state.config = {}
    fill(app.state.cli, commands, context.current_app)
    return app


def own(group: Any) -> Any:
    @group.command("version")
    def version() -> None:
        click.echo("1.0")

    return group


@pytest.mark.parametrize(
    "args",
    [
        "name",
        "name --times 3",
        "name --times x",
        "plain",
        "wrapped",
        "without",
        "inner one",
        "inner",
        "fails",
        "no",
        "version",
    ],
)
def test_as_in_flask(args: str) -> None:
    runner = CliRunner()
    flasks = own(flask.cli.FlaskGroup(name="cli", create_app=theirs, set_debug_flag=False))
    group = own(commands.ApplicationGroup(name="cli", create_app=ours))
    expected = runner.invoke(flasks, args.split())
    found = runner.invoke(group, args.split())
    assert (found.exit_code, found.output) == (expected.exit_code, expected.output)


def test_options_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_NAME_TIMES", "2")
    group = commands.ApplicationGroup(create_app=ours)
    assert CliRunner().invoke(group, ["name"]).output == "shopshop\n"


def test_help_lists_both() -> None:
    output = CliRunner().invoke(own(commands.ApplicationGroup(create_app=ours)), ["--help"]).output
    assert [
        word for word in ("name", "plain", "version", "Says the name.") if word not in output
    ] == []


@pytest.mark.parametrize("entry", [ours, "shop_of_the_test:app", "shop_of_the_test:create_app"])
def test_finds_the_application(
    entry: Callable[[], FastAPI] | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop_of_the_test.py").write_text(
        "from fastapi import FastAPI\nfrom support.commands import AppGroup\n"
        "app = FastAPI()\napp.state.cli = AppGroup()\n"
        "@app.state.cli.command('name')\ndef name():\n    print('shop')\n"
        "def create_app():\n    return app\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert (
        CliRunner().invoke(commands.ApplicationGroup(create_app=entry), ["name"]).output == "shop\n"
    )


def test_without_an_application() -> None:
    @click.command()
    @commands.with_appcontext
    def alone() -> None:
        click.echo("alone")

    assert "needs the application" in CliRunner().invoke(alone).output
    with context.app_context(ours()):
        assert CliRunner().invoke(alone).output == "alone\n"
