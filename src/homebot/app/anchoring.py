"""Anchors of the ledger: committed outside of the database, and held against it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from homebot.adapters.github import anchors
from homebot.adapters.github.client import GitHub
from homebot.core.credit.anchors import MOST_FINDINGS, Anchor, differences, read
from homebot.store import books


@dataclass(frozen=True, slots=True)
class Anchored:
    """How many anchors there are, the newest one, whether it was committed now, and what they say otherwise than the
    books, at most `MOST_FINDINGS` lines: then nothing is committed."""

    anchors: int
    newest: Anchor | None
    is_new: bool
    problems: tuple[str, ...] = ()


def anchor(engine: sa.Engine, github: GitHub, repository: str) -> Anchored:
    """Commits where the chain ends now, unless that is anchored already.

    Raises:
        CallFailed: when GitHub cannot or will not; repeating it changes nothing more.
    """
    with github.job(repository) as client:
        file = anchors.read_file(client, repository)
        found = _held(engine, file.text)
        with engine.connect() as connection:
            head = books.head(connection)
        here = Anchor(head.seq, head.hash)
        if found.problems or head.seq == 0 or found.newest == here:
            return found
        anchors.add(client, repository, file, here)
    return Anchored(found.anchors + 1, here, is_new=True)


def compare(engine: sa.Engine, github: GitHub, repository: str) -> Anchored:
    """Holds the anchors that are there against the books.

    Raises:
        CallFailed: when GitHub cannot or will not show them.
    """
    with github.job(repository) as client:
        file = anchors.read_file(client, repository)
    return _held(engine, file.text)


def _held(engine: sa.Engine, text: str) -> Anchored:
    known, wrong = read(text)
    problems = [*wrong, *_differences(engine, known)]
    newest = max(known, default=None)
    return Anchored(len(known), newest, is_new=False, problems=tuple(problems[:MOST_FINDINGS]))


def _differences(engine: sa.Engine, known: Sequence[Anchor]) -> list[str]:
    with engine.connect() as connection:
        hashes = books.hashes(connection, [one.seq for one in known])
        return list(differences(known, hashes, books.head(connection).seq))
