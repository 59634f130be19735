"""`homebot register`: the register of decisions on the command line. Each subcommand is a module of its own in this
folder, imported when somebody asks for it."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

import click


def _found(module: str, name: str) -> click.Command:
    command: click.Command = getattr(import_module(f"homebot.cli.register.{module}"), name)
    return command


COMMANDS: dict[str, Callable[[], click.Command]] = {
    "list": partial(_found, "listing", "listing"),
    "notices": partial(_found, "notices", "notices"),
    "rebuild": partial(_found, "rebuild", "rebuild"),
    "show": partial(_found, "show", "show"),
    "verify": partial(_found, "verify", "verify"),
}
"""What makes each subcommand, by its name."""


class Subcommands(click.Group):
    """The subcommands of the table, each made when it is first needed; what names none of them is a list's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS[cmd_name]() if cmd_name in COMMANDS else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = args and args[0] in {*COMMANDS, *ctx.help_option_names}
        return super().parse_args(ctx, args if known else ["list", *args])


@click.group(
    cls=Subcommands,
    context_settings={"help_option_names": ["-h", "--help"]},
    short_help="What people decided, and what became of it.",
    subcommand_metavar="[TEAM|SERVICE|ENTITY|D12] [--state STATE] [--kind KIND] | COMMAND [ARGS]...",
)
def register() -> None:
    """What people decided: deviations, overrides, agreements and the rest.

    \b
    homebot register                          every open decision, what is due soonest first
    homebot register payments --state all     all of a team, a service or an entity
    homebot register --kind override --format csv
    homebot register show D12                 the whole history of one
    homebot register verify                   whether every decision is what its entries tell
    homebot register notices                  what could not be written on GitHub
    """
