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
    "backfill": partial(_found, "backfill", "backfill"),
    "confirm": partial(_found, "confirm", "confirm"),
    "simulate": partial(_found, "simulate", "simulate"),
}
"""What makes each subcommand, by its name."""
ASK = partial(_found, "ask", "ask")
"""What answers everything else: `homebot credit payments 2026Q2`, `homebot credit explain acme/ledgerd#12`."""


class Subcommands(click.Group):
    """The subcommands of the table, each made when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS[cmd_name]() if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Words that are no subcommand are a question: they are all of its."""
        if args and args[0] in COMMANDS:
            return super().resolve_command(ctx, args)
        return "ask", ASK(), args


@click.group(
    cls=Subcommands,
    context_settings={"help_option_names": ["-h", "--help"], "ignore_unknown_options": True},
    subcommand_metavar="[pending|funding|explain|rollup|verify] [NAME] [PERIOD] | COMMAND [ARGS]...",
)
def credit() -> None:
    """Who made other teams' services better: ask, and try out.

    \b
    homebot credit payments 2026Q2              what a team, a service or an entity earned
    homebot credit pending payments             what could become credit
    homebot credit explain acme/ledgerd#12      every line of a contribution, or of an entry (E17)
    homebot credit rollup retail trailing4      the books of an entity
    homebot credit funding retail               how much services are used, and what their teams keep up with
    """
