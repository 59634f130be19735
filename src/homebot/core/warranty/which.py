"""Which agreement an issue with the label `warranty` is about."""

import re
from collections.abc import Sequence
from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.issues import Issue
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain
from homebot.core.warranty.clock import runs
from homebot.core.warranty.words import why_none

LABEL = "warranty"
MOST_READ = 20_000
"""Characters of an issue's text in which an agreement is looked for."""
MOST_NAMED = 10
_NAME = re.compile(r"(?<![\w/#-])[Aa]([1-9][0-9]{0,8})(?![\w-])")
_DONE = ("handed-over", "warranty")


def which(issue: Issue, agreements: Sequence[Record], now: datetime, directory: Directory) -> Record | str:
    """The agreement whose warranty it claims: the one it names, else the only one that runs; else what is said on the
    issue, nothing where no work under an agreement was ever live here. `agreements` are those of the repository, and
    those that the issue names."""
    services = {service.name for service in directory.services_of_repository(issue.id.repository)}
    here = [one for one in agreements if one.scope.service in services]
    wanted = numbers_in(issue)
    named = [one for one in agreements if one.number in wanted]
    named_here = [one for one in named if one in here]
    if named and not named_here:
        return _elsewhere(named[0])
    return _of(named_here, here, now, directory)


def numbers_in(issue: Issue) -> tuple[int, ...]:
    """The numbers that its title or text gives as those of agreements, the first `MOST_NAMED`."""
    found = _NAME.findall(f"{issue.title}\n{issue.body}"[:MOST_READ])
    return tuple(dict.fromkeys(int(number) for number in found))[:MOST_NAMED]


def _of(named: list[Record], here: list[Record], now: datetime, directory: Directory) -> Record | str:
    running = [one for one in named or here if runs(one, now)]
    if running:
        return running[0] if len(running) == 1 else _ask(running)
    over = named or [one for one in here if one.state in _DONE]
    return f"No warranty runs for this. {why_none(over[-1], now, directory)}" if over else ""


def _elsewhere(agreement: Record) -> str:
    return (
        f"{agreement.name} is about {code(agreement.scope.service)}, which does not live here. Label an issue of its"
        f' repository, or say `/homebot warranty {agreement.name} because="..."` as one of its Home Team.'
    )


def _ask(running: Sequence[Record]) -> str:
    listed = "\n".join(
        f"- {one.name}: {plain(one.fact('headline') or one.fact('goal') or one.place)}" for one in running
    )
    return (
        f"Which agreement's work is this about? Of these the warranty runs:\n\n{listed}\n\n"
        f'Somebody of the Home Team names it: `/homebot warranty {running[0].name} because="..."`.'
    )
