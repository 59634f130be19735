"""Which agreement an issue with the label `warranty` is about."""

import re
from collections.abc import Sequence
from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.issues import Issue
from homebot.core.register.record import Record
from homebot.core.render.escape import plain
from homebot.core.warranty.clock import runs
from homebot.core.warranty.words import why_none

LABEL = "warranty"
MOST_READ = 20_000
"""Characters of an issue's text in which an agreement is looked for."""
_NAME = re.compile(r"(?<![\w/#-])[Aa]([1-9][0-9]{0,8})(?![\w-])")
_DONE = ("handed-over", "warranty")


def which(issue: Issue, agreements: Sequence[Record], now: datetime, directory: Directory) -> Record | str:
    """The agreement whose warranty it claims: the one it names, else the only one that runs; else what is said on the
    issue, nothing where no work under an agreement was ever live here. `agreements` are those of the repository."""
    named = _named(issue, agreements)
    running = [one for one in named or agreements if runs(one, now)]
    if running:
        return running[0] if len(running) == 1 else _ask(running)
    over = named or [one for one in agreements if one.state in _DONE]
    return f"No warranty runs for this. {why_none(over[-1], now, directory)}" if over else ""


def _named(issue: Issue, agreements: Sequence[Record]) -> list[Record]:
    """The agreements that its title or text names."""
    wanted = {int(number) for number in _NAME.findall(f"{issue.title}\n{issue.body}"[:MOST_READ])}
    return [one for one in agreements if one.number in wanted]


def _ask(running: Sequence[Record]) -> str:
    listed = "\n".join(
        f"- {one.name}: {plain(one.fact('headline') or one.fact('goal') or one.place)}" for one in running
    )
    return (
        f"Which agreement's work is this about? Of these the warranty runs:\n\n{listed}\n\n"
        f'Somebody of the Home Team names it: `/homebot warranty {running[0].name} because="..."`.'
    )
