"""Commands about bar raisers' decisions, said on a pull request whose facts are given."""

from typing import Any

from homebot.core.commands.answer import Answer
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.register.facts import RegisterFacts
from tests.core.bar_raisers.company import company, with_entries
from tests.core.commands.world import say, world


def said(
    snapshot: Snapshot, actor: str, line: str, directory: Directory | None = None, command: str = "1:1", **known: Any
) -> Answer:
    """What homebot answers."""
    number = max((one.number for one in snapshot.decisions), default=0) + 1
    facts = RegisterFacts(snapshot.decisions, number)
    here = {"snapshot": snapshot, "register": facts, "command": command, "now": snapshot.at}
    return say(line, world(actor, directory or company(), **here, **known))


def after(snapshot: Snapshot, actor: str, line: str, directory: Directory | None = None) -> Snapshot:
    """The snapshot once a command was answered, which is no refusal."""
    command = f"{len(snapshot.decisions)}:{sum(len(one.entries) for one in snapshot.decisions)}"
    answer = said(snapshot, actor, line, directory, command)
    assert not answer.refused, answer.reply
    return with_entries(snapshot, *(act.entry for act in answer.acts if act.entry is not None))


def refused(snapshot: Snapshot, actor: str, line: str, directory: Directory | None = None) -> str:
    """The reason of a refusal, which changes nothing."""
    answer = said(snapshot, actor, line, directory)
    assert answer.refused, answer.reply
    assert answer.acts == ()
    return answer.reply
