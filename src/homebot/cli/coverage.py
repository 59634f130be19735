"""`homebot coverage`: the token with which a repository's CI uploads its reports, and what came."""

import json
import sys
from dataclasses import asdict

import click
from rich.table import Table

from homebot.cli import exits
from homebot.cli.check.text import console_on
from homebot.cli.settings import SettingsError
from homebot.cli.start import read_settings, ready_database
from homebot.core.payloads import NAME
from homebot.core.render.escape import visible
from homebot.core.render.markdown import count
from homebot.store import coverage as store
from homebot.store.coverage import Listed
from homebot.web.coverage_token import coverage_token


@click.group()
def coverage() -> None:
    """Coverage reports that CI uploads."""


@coverage.command()
@click.argument("repository", metavar="OWNER/REPO")
def token(repository: str) -> None:
    """The token with which the CI of OWNER/REPO uploads coverage: store it there as a secret."""
    owner, _, name = repository.partition("/")
    if not NAME.fullmatch(owner) or not NAME.fullmatch(name):
        exits.leave(exits.WRONG_USE, f"{visible(repository, 100)} is not the name of a repository; write OWNER/REPO")
    try:
        secrets = read_settings().require_coverage_secrets()
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, str(error))
    click.echo(coverage_token(secrets[0], repository))


@coverage.command("list")
@click.option("--repository", metavar="OWNER/REPO", help="Only that repository's.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_list(repository: str | None, limit: int, form: str) -> None:
    """The newest reports, newest first, and what was read in them."""
    engine = ready_database(read_settings())
    with engine.connect() as connection:
        found = store.recent(connection, repository.lower() if repository else None, limit)
    if form == "json":
        rows = [asdict(one) | {"received_at": one.received_at.isoformat()} for one in found]
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table("received", "repository", "commit", "name", "what is in it", box=None)
    for one in found:
        cells = (f"{one.received_at:%Y-%m-%d %H:%M:%S}", one.repository, one.oid[:12], one.name, _said(one))
        table.add_row(*cells)
    console_on(sys.stdout).print(table)


def _said(one: Listed) -> str:
    if one.waits:
        return "waits to be read"
    if one.error is not None:
        return f"cannot be read: {visible(one.error, 200)}"
    return f"{one.covered:,} of {count(one.lines, 'line')} in {count(one.files, 'file')} ran"
