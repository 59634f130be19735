"""`homebot db`: the database's tables."""

import click

from homebot.cli.start import read_settings, ready_database


@click.group()
def db() -> None:
    """The database's tables."""


@db.command()
def upgrade() -> None:
    """Creates the tables, or brings them to this version; serve and worker do it themselves."""
    engine = ready_database(read_settings())
    click.echo(f"the tables of {engine.url.render_as_string(hide_password=True)} are current")
