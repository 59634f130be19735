"""Worlds for commands: alice of checkout changed payments' ledgerd; bob owns payments, bea is in it, gina judges."""

from dataclasses import replace
from typing import Any

from homebot.core.commands.answer import Answer, World
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import parse
from homebot.core.credit.debt import DebtLine
from homebot.core.credit.figures import CreditFacts, StatementFigures
from homebot.core.credit.parameters import Parameters
from homebot.core.directory import Directory
from homebot.core.policy import decide
from tests import build

DIRECTORY = build.directory(bar_raisers={"architecture": ("gina",)})


def world(actor: str = "bob", directory: Directory = DIRECTORY, evaluated: bool = True, **changes: Any) -> World:
    """What a command by `actor` on alice's pull request knows; keyword arguments change the world."""
    snapshot = changes.pop("snapshot", build.snapshot()) if evaluated else None
    changes = {"shown": snapshot.conversation.head_oid if snapshot is not None else "", **changes}
    found = World(
        actor=actor,
        now=build.NOW,
        directory=directory,
        repository="acme/ledgerd",
        number=7,
        snapshot=snapshot,
        decision=decide(snapshot, directory, "0.1.0") if snapshot is not None else None,
        credit=CreditFacts(StatementFigures(), DebtLine(0), Parameters()),
        command="1:1",
        web="https://github.example",
    )
    return replace(found, **changes)


def say(line: str, known: World | None = None) -> Answer:
    """The answer to one command line."""
    (command,) = parse(line)
    return answer(command, world() if known is None else known)
