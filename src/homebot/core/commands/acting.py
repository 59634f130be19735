"""What a command says to the register."""

from dataclasses import replace
from typing import Unpack

from homebot.core.commands.answer import Act, Answer, World
from homebot.core.register.entries import Entry, Given, Kind


def acted(world: World, kind: Kind, number: int, act: str, **given: Unpack[Given]) -> Entry:
    """One act of whoever gives the command, once however often GitHub tells of the comment."""
    entry = Entry(
        key=f"{world.command}:{act}",
        number=number,
        kind=kind,
        act=act,
        at=world.now,
        by=world.actor,
        place=world.place,
        configuration=world.directory.digest,
    )
    return replace(entry, **given)


def answered(reply: str, *entries: Entry) -> Answer:
    """A reply with what is written down."""
    return Answer(reply, tuple(Act("entry", entry=one) for one in entries))
