"""The front door: `homebot COMMAND`. Each command is a module of its own, imported when somebody asks for it: a check
on a laptop waits for no database, server or sandbox."""

import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points

import click

from homebot import __version__
from homebot.cli import exits


def _found(module: str, name: str) -> click.Command:
    command: click.Command = getattr(import_module(f"homebot.cli.{module}"), name)
    return command


def _serve() -> click.Command:
    from homebot.cli.in_force import problems
    from homebot.cli.serve import serve_command
    from homebot.cli.wiring import build

    return serve_command(build, problems)


def _worker() -> click.Command:
    from homebot.cli.wiring import build
    from homebot.cli.worker import worker_command

    return worker_command(build)


_ALONE = (
    "check",
    "config",
    "coverage",
    "credit",
    "db",
    "debt",
    "deliveries",
    "demo",
    "digest",
    "explain",
    "ledger",
    "owners",
    "reconcile",
    "register",
    "replay",
    "sandbox",
    "simulate",
)
COMMANDS: dict[str, Callable[[], click.Command]] = {name: partial(_found, name, name) for name in _ALONE} | {
    "serve": _serve,
    "worker": _worker,
}
"""What makes each command, by its name."""


class Commands(click.Group):
    """The commands of the table, each made when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS[cmd_name]() if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and (near := get_close_matches(name, COMMANDS, n=1)):
            ctx.fail(f"there is no command {name!r}; did you mean {near[0]}?")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="homebot")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def homebot(debug: bool) -> None:
    """Away teams in good order, home teams asked well, credit that can be explained."""
    _load_plugins()


def _load_plugins() -> None:
    """Standards that other packages bring. Looking for them takes a few milliseconds; the reader of options is loaded
    only when there are any."""
    if not entry_points(group="homebot.standards"):
        return
    from homebot.adapters.plugins import load_plugins

    for problem in load_plugins():
        click.echo(f"homebot: {problem}", err=True)


def main() -> None:
    """Runs a command. An error is one line on stderr; `--debug` shows where it came from."""
    if "--debug" in sys.argv[1:]:
        homebot(standalone_mode=True)
        return
    try:
        homebot()
    except Exception as error:
        if _of_the_database(error):
            cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            exits.leave(exits.OUTSIDE, f"the database did not answer ({cause}); is it running? --debug shows more")
        exits.leave(exits.OUTSIDE, f"{type(error).__name__}: {error}; homebot --debug ... shows where")


def _of_the_database(error: Exception) -> bool:
    """Whether SQLAlchemy raised it; a command that never imported it cannot have such an error."""
    exceptions = sys.modules.get("sqlalchemy.exc")
    return exceptions is not None and isinstance(error, exceptions.SQLAlchemyError)
