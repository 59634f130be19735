"""What a command says to the register of a deviation."""

from collections.abc import Iterable
from typing import Any

from homebot.core.commands.answer import Act, Answer, World
from homebot.core.register.entries import Entry


def entry(world: World, number: int, act: str, **given: Any) -> Entry:
    """One act of whoever gives the command; `given` are further fields of the entry."""
    return Entry(
        key=f"{world.command}:{act}",
        number=number,
        kind="deviation",
        act=act,
        at=world.now,
        by=world.actor,
        place=world.place,
        configuration=world.directory.digest,
        **given,
    )


def answered(reply: str, entries: Iterable[Entry]) -> Answer:
    """A reply with what is written down."""
    return Answer(reply, tuple(Act("entry", entry=one) for one in entries))
