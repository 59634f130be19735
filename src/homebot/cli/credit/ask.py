"""`homebot credit [pending|funding|explain|rollup|verify] [NAME] [PERIOD]`: what the chat answers, on a terminal."""

import dataclasses
import json
from pathlib import Path

import click

from homebot.adapters.github.client import web_url
from homebot.app.credit_answers import read_credit
from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.config import usable_directory
from homebot.cli.rendered import on_terminal
from homebot.cli.start import read_settings, ready_database
from homebot.core.commands.answer import World
from homebot.core.commands.credit import tell
from homebot.core.commands.credit_forms import CLAIMS, Form, Unclear, read
from homebot.core.commands.parse import Call
from homebot.core.credit.figures import CreditFacts, NothingKnown
from homebot.store.engine import writing


@click.command()
@click.argument("words", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def ask(words: tuple[str, ...], form: str) -> None:
    """Show credit: of a team, a service or an entity, in 2026Q2, trailing4 or all.

    Without a name: the whole company, this quarter. The debt line goes with every answer.
    """
    settings = read_settings()
    directory = usable_directory(Path(settings.config))
    asked = now()
    world = World("", asked, directory, "", 0, on_pull=False, org_member=True, web=web_url(settings.github_api_url))
    question = _form(words, world)
    with writing(ready_database(settings)) as connection:
        facts = read_credit(connection, question.question, directory, asked)
    if facts is None:
        exits.leave(exits.FINDINGS, "the books were altered beyond reading: homebot ledger verify says where")
    if isinstance(facts.figures, NothingKnown):
        exits.leave(exits.WRONG_USE, f"the ledger knows nothing of the name {facts.figures.name}")
    click.echo(_json(facts) if form == "json" else _shown(tell(question, facts, world), form))


def _form(words: tuple[str, ...], world: World) -> Form:
    if words and words[0].lower() in CLAIMS:
        exits.leave(exits.WRONG_USE, f"{words[0]} is a person's word: say /homebot credit {words[0]} on GitHub")
    try:
        return read(Call("credit", words, (), 1, ""), world)
    except Unclear as unclear:
        exits.leave(exits.WRONG_USE, str(unclear).replace("`", "").replace("/homebot", "homebot"))


def _json(facts: CreditFacts) -> str:
    """All figures, amounts in milli-credits, moments in ISO 8601."""
    return json.dumps(dataclasses.asdict(facts), indent=2, default=lambda moment: moment.isoformat())


def _shown(text: str, form: str) -> str:
    return text if form == "markdown" else on_terminal(text)
