"""`homebot credit COMMAND`: credit on the command line. Each subcommand is a module of its own in this folder, imported
when somebody asks for it."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

import click


def _found(module: str, name: str) -> click.Command:
    command: click.Command = getattr(import_module(f"homebot.cli.credit.{module}"), name)
    return command


COMMANDS: dict[str, Callable[[], click.Command]] = {
    "simulate": partial(_found, "simulate", "simulate"),
}
"""What makes each subcommand, by its name."""


class Subcommands(click.Group):
    """The subcommands of the table, each made when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS[cmd_name]() if cmd_name in COMMANDS else None


@click.group(cls=Subcommands, context_settings={"help_option_names": ["-h", "--help"]})
def credit() -> None:
    """Who made other teams' services better: ask, and try out."""
