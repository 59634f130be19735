"""`homebot ledger COMMAND`: the books looked after. Each subcommand is a module of its own in this folder."""

import click

from homebot.cli.ledger.anchor import anchor
from homebot.cli.ledger.export import export
from homebot.cli.ledger.recompute import recompute
from homebot.cli.ledger.verify import verify


@click.group()
def ledger() -> None:
    """The books of credit: verify, recompute, export and anchor them."""


for _command in (anchor, export, recompute, verify):
    ledger.add_command(_command)
