"""`homebot register notices`: what the register could not make known on GitHub, and trying it again."""

import json
import sys

import click

from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.register.listing import WIDE
from homebot.cli.start import read_settings, ready_database
from homebot.core.render.escape import visible
from homebot.store import notices as store
from homebot.store.engine import writing
from homebot.store.notices import Stored


@click.command(short_help="List comments and issues that could not be written.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@click.option("--again", is_flag=True, help="Try all of them again: a worker does it within minutes.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def notices(limit: int, again: bool, form: str) -> None:
    """List comments and issues that GitHub refused, or that homebot had no right to write for an hour.

    The newest come first. Exit code 1 where there are any.
    """
    engine = ready_database(read_settings())
    if again:
        with writing(engine) as connection:
            click.echo(f"{store.take_up(connection, now())} waiting again")
        return
    with engine.connect() as connection:
        found = store.abandoned(connection, limit)
        waiting, lost = store.numbers(connection)
    if form == "json":
        click.echo(
            json.dumps({"waiting": waiting, "given_up": lost, "notices": [_plain(one) for one in found]}, indent=2)
        )
    else:
        _write(found, waiting, lost)
    if lost:
        raise SystemExit(exits.FINDINGS)


def _plain(stored: Stored) -> dict[str, object]:
    notice = stored.notice
    said = {"key": notice.key, "repository": notice.repository, "issue": notice.number or None, "title": notice.title}
    return {**said, "at": stored.at.isoformat(), "reason": stored.given_up, "body": notice.body}


def _write(found: tuple[Stored, ...], waiting: int, lost: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if found:
        table = Table("since", "repository", "about", "why it was given up", box=None)
        for one in found:
            about = one.notice.title or f"{one.notice.upon or f'#{one.notice.number}'}: {one.notice.key}"
            cells = (f"{one.at:%Y-%m-%d %H:%M}", one.notice.repository, about, one.given_up or "")
            table.add_row(*(Text(visible(cell, 200), overflow="fold") for cell in cells))
        Console(width=None if sys.stdout.isatty() else WIDE).print(table)
    hint = "; homebot register notices --again tries them again" if lost else ""
    click.echo(f"{waiting} waiting, {lost} given up{hint}")
