"""`homebot replay OWNER/REPO#N --at DATE`: why a pull request was judged as it was, from what was stored that day."""

from datetime import UTC, datetime, time

import click

from homebot.adapters.config import load_texts
from homebot.cli import exits
from homebot.cli.pull_argument import PullArgument
from homebot.cli.start import read_settings, ready_database
from homebot.core.facts import PullId
from homebot.core.policy import decide
from homebot.core.render.comment import comment
from homebot.core.repository_catalogue import in_force
from homebot.store import configurations, evaluations, json
from homebot.store.evaluations import Evaluation


@click.command(short_help="Show the evaluation that was in force at a moment.")
@click.argument("pull", type=PullArgument())
@click.option("--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="In UTC; a day means its end.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def replay(pull: PullId, at: datetime | None, form: str) -> None:
    """Show the evaluation of PULL that was in force AT a moment, and judge its stored facts again.

    Exits 1 when today's version of homebot would decide otherwise on the same facts and the same configuration.
    """
    engine = ready_database(read_settings())
    until = None if at is None else (at if at.time() != time() else datetime.combine(at, time.max)).replace(tzinfo=UTC)
    with engine.connect() as connection:
        found = evaluations.latest(connection, pull, until)
        texts = configurations.files(connection, found.decision.configuration) if found is not None else None
    if found is None:
        when = f" up to {until:%Y-%m-%d %H:%M} UTC" if until is not None else ""
        exits.leave(exits.FINDINGS, f"no evaluation of {pull} is stored{when}")
    if texts is None:
        exits.leave(exits.FINDINGS, f"the configuration {found.decision.configuration[:8]} is not stored any more")
    _show(found, texts, form)


def _show(found: Evaluation, texts: tuple[tuple[str, str], ...], form: str) -> None:
    directory = load_texts(texts).directory
    if directory is None:
        exits.leave(exits.OUTSIDE, "the stored configuration cannot be read by this version of homebot")
    directory = in_force(directory, found.snapshot.catalogue)
    again = decide(found.snapshot, directory, found.decision.version)
    if form == "json":
        click.echo(json.encode({"at": found.at, "snapshot": found.snapshot, "decision": found.decision}))
    else:
        by = f"homebot {found.decision.version}, because of {found.delivery}"
        click.echo(f"evaluated {found.at:%Y-%m-%d %H:%M:%S} UTC by {by}")
        click.echo(f"head {found.snapshot.conversation.head_oid}, configuration {found.decision.configuration}")
        click.echo()
        click.echo(comment(found.snapshot, found.decision, directory))
    if again != found.decision:
        exits.leave(exits.FINDINGS, "this version decides otherwise on the same facts and the same configuration")
