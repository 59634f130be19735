"""`homebot simulate OWNER/REPO#N`: what homebot would say and do on a live pull request. Writes nothing to GitHub."""

import click

from homebot.app.complete import complete
from homebot.app.gather import gather
from homebot.app.outside import Outside
from homebot.cli import exits
from homebot.cli.pull_argument import PullArgument
from homebot.cli.settings import SettingsError
from homebot.cli.start import read_settings, ready_database
from homebot.cli.wiring import open_outside
from homebot.core.effects import Effect, WantCheck, WantComment, WantReviewers
from homebot.core.facts import PullId, Snapshot
from homebot.core.plan import desired
from homebot.core.policy import decide
from homebot.core.repository_catalogue import in_force
from homebot.store import json


@click.command(short_help="Show what would happen on a pull request.")
@click.argument("pull", type=PullArgument())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def simulate(pull: PullId, form: str) -> None:
    """Show what would happen on the pull request PULL (OWNER/REPO#N), writing nothing."""
    settings = read_settings()
    try:
        settings.require_github()
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, str(error))
    ready_database(settings)
    outside = open_outside(settings)
    snapshot = _snapshot(outside, pull)
    directory = in_force(outside.configuration.current(), snapshot.catalogue)
    if not directory.services_of_repository(pull.repository):
        exits.leave(
            exits.FINDINGS, f"no service of the catalogue lives in {pull.repository}: homebot would say nothing"
        )
    decision = decide(snapshot, directory, outside.version)
    if form == "json":
        click.echo(json.encode(decision))
        return
    for effect in desired(snapshot, decision, directory):
        if (text := _told(effect)) is not None:
            click.echo(text)


def _snapshot(outside: Outside, pull: PullId) -> Snapshot:
    gathered = gather(outside, pull, None, attempt=99)
    if gathered.snapshot is None:
        exits.leave(exits.OUTSIDE, gathered.gone or (gathered.later[1] if gathered.later else "nothing was read"))
    with outside.engine.connect() as connection:
        directory = in_force(outside.configuration.current(), gathered.snapshot.catalogue)
        return complete(connection, gathered.snapshot, directory)


def _told(effect: Effect) -> str | None:
    match effect:
        case WantComment():
            return effect.body
        case WantCheck():
            return f"\ncheck {effect.name}: {effect.conclusion or effect.status} ({effect.title})"
        case WantReviewers():
            return f"\nreview asked of: {', '.join(effect.add) or 'nobody new'}"
    return None
