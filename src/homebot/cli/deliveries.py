"""`homebot deliveries`: what GitHub sent, what became of it, and doing it again."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from homebot.app.engine import open_client
from homebot.app.receive import Door
from homebot.cli import exits
from homebot.cli.start import read_settings, ready_database
from homebot.store import deliveries as store
from homebot.store.deliveries import Delivery, DeliveryState

form = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.group()
def deliveries() -> None:
    """What GitHub sent, and what became of it."""


@deliveries.command("list")
@click.option("--state", type=click.Choice(["received", "done", "ignored", "failed"]), help="Only those.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@form
def show_list(state: DeliveryState | None, limit: int, form: str) -> None:
    """The newest deliveries, newest first."""
    engine = ready_database(read_settings())
    with engine.connect() as connection:
        found = store.recent(connection, state, limit)
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], indent=2))
        return
    table = Table("received", "id", "event", "about", "state", "tries", "reason", box=None)
    for one in found:
        event = f"{one.event} {one.action or ''}".strip()
        cells = (f"{one.received_at:%Y-%m-%d %H:%M:%S}", one.id, event, one.lane or "", one.state, str(one.attempts))
        table.add_row(*(escape(cell) for cell in (*cells, one.reason or "")))
    Console().print(table)


@deliveries.command()
@click.argument("delivery_id")
@click.option("--body", is_flag=True, help="The body as GitHub sent it, and nothing else.")
@form
def show(delivery_id: str, body: bool, form: str) -> None:
    """One delivery."""
    engine = ready_database(read_settings())
    with engine.connect() as connection:
        found = store.find(connection, delivery_id)
        content = store.body(connection, delivery_id) if body else None
    if found is None:
        exits.leave(exits.FINDINGS, f"there is no delivery {delivery_id!r}; see homebot deliveries list")
    if content is not None:
        click.echo(content, nl=False)
    elif form == "json":
        click.echo(json.dumps(_plain(found), indent=2))
    else:
        for name, value in _plain(found).items():
            click.echo(f"{name:<14}{'' if value is None else value}")


@deliveries.command()
@click.argument("delivery_ids", nargs=-1)
@click.option("--all-failed", is_flag=True, help="Every delivery that failed (at most 10,000).")
def retry(delivery_ids: tuple[str, ...], all_failed: bool) -> None:
    """Processes failed deliveries again."""
    engine = ready_database(read_settings())
    if all_failed:
        with engine.connect() as connection:
            failed = store.recent(connection, "failed", 10_000)
        delivery_ids = tuple(one.id for one in reversed(failed) if one.lane is not None)
    elif not delivery_ids:
        exits.leave(exits.WRONG_USE, "name deliveries, or say --all-failed; see homebot deliveries list --state failed")
    door = Door(engine, open_client(engine))
    refused = [one for one in delivery_ids if door.retry(one) is None]
    click.echo(f"{len(delivery_ids) - len(refused)} waiting again")
    if refused:
        exits.leave(exits.FINDINGS, f"not failed, or nothing that could be processed: {', '.join(refused)}")


def _plain(delivery: Delivery) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(delivery).items()
    }
