"""`homebot register show D12`: the whole history of one decision."""

import json

import click

from homebot.adapters.github.client import web_url
from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.register.listing import as_json
from homebot.cli.rendered import on_terminal
from homebot.cli.start import read_settings, ready_database
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.listing import history
from homebot.core.register.names import number_in
from homebot.core.render.escape import visible
from homebot.store import register


@click.command(short_help="Tell everything about one decision.")
@click.argument("name", metavar="D12")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def show(name: str, form: str) -> None:
    """Tell who did what about one decision, when, where, why, with which evidence and under which configuration."""
    settings = read_settings()
    meant = number_in(name)
    if meant is None:
        exits.leave(exits.WRONG_USE, f"{visible(name, 40)} names no decision; write its letter and number, such as D12")
    with ready_database(settings).connect() as connection:
        record = RegisterFacts(register.numbered(connection, [meant[1]])).find(name)
    if record is None:
        exits.leave(exits.FINDINGS, f"the register has no {visible(name, 40)}; homebot register --state all lists all")
    if form == "json":
        click.echo(json.dumps(as_json(record), indent=2))
        return
    text = history(record, now(), web_url(settings.github_api_url), most=len(record.entries))
    click.echo(text if form == "markdown" else on_terminal(text))
