"""`homebot digest ENTITY [MONTH]`: the exceptions of a month, as its managers are told of them."""

from difflib import get_close_matches
from pathlib import Path

import click

from homebot.app.digests import read_month
from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.config import usable_directory
from homebot.cli.start import read_settings, ready_database
from homebot.core.directory import Directory
from homebot.core.overrides.digest import digest as written
from homebot.core.overrides.months import Month, last_month, month_in


@click.command(short_help="Show what was decided in a month.")
@click.argument("entity")
@click.argument("month", required=False)
def digest(entity: str, month: str | None) -> None:
    """Show what was decided in a month: deviations, overrides, merges past the rules, agreements, claims.

    Of the teams of ENTITY and of those below it, by team and service, as Markdown. MONTH is such as 2026-10; without
    it, the last one that is over. No people are named or counted.
    """
    settings = read_settings()
    directory = usable_directory(Path(settings.config))
    _check(entity, directory)
    wanted = _month(month)
    with ready_database(settings).connect() as connection:
        facts = read_month(connection, wanted)
    click.echo(written(entity, wanted, facts, directory) or f"{entity} has nothing to tell of {wanted.words}.")


def _check(entity: str, directory: Directory) -> None:
    if entity not in directory.entities:
        near = get_close_matches(entity[:100], directory.entities, n=1)
        guess = f"did you mean {near[0]}?" if near else f"there are {', '.join(directory.entities)}"
        exits.leave(exits.WRONG_USE, f"the catalogue has no entity {entity[:100]!r}; {guess}")


def _month(text: str | None) -> Month:
    found = last_month(now()) if text is None else month_in(text)
    if found is None:
        exits.leave(exits.WRONG_USE, f"{text!r} is no month; write it as in {last_month(now())}")
    return found
