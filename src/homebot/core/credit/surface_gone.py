"""When the surface of a contribution in use is gone from the code of the default branch, and when it is back.

A machine cannot tell a rename from a revert: a home owner is asked, once, and until somebody answers no use of it
vests. Who has said that it stays is not asked again. A surface that comes back answers the question itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from homebot.core.credit.events import DisputeClosed, Evidence, SurfaceGone
from homebot.core.directory import Directory


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of the surface of the part of `of` in `service`: whether one of its `words` `stands` in code;
    `None`: nobody can tell."""

    of: str
    service: str
    words: tuple[str, ...]
    stands: bool | None


Facts = Sequence[SurfaceGone | DisputeClosed]


def open_questions(known: Iterable[SurfaceGone | DisputeClosed]) -> tuple[SurfaceGone, ...]:
    """The questions that nobody has answered, in the order they were asked."""
    facts = tuple(known)
    closed = {fact.closes for fact in facts if isinstance(fact, DisputeClosed)}
    return tuple(fact for fact in facts if isinstance(fact, SurfaceGone) and fact.key not in closed)


def asked_team(directory: Directory, service: str, home: str, day: date) -> str:
    """Who answers for a service: the home team of the merge; whoever owns it now where that team is no more."""
    known = directory.services.get(service)
    return home if known is None or directory.team_exists_on(home, day) else directory.owner_on(known, day)


def news(
    looked: Iterable[Looked], known: Facts, repository: str, commit: str, at: datetime
) -> tuple[SurfaceGone | DisputeClosed, ...]:
    """The facts that are new by a look at `commit`. `known` are the questions about these parts, and their answers."""
    return tuple(fact for one in looked for fact in _news(one, known, repository, commit, at))


def _news(
    looked: Looked, known: Facts, repository: str, commit: str, at: datetime
) -> Iterator[SurfaceGone | DisputeClosed]:
    asked = _asked(looked, known)
    waiting = open_questions([*asked, *_answers(known)])
    if looked.stands:
        yield from (_closed(fact, at) for fact in waiting)
    elif looked.stands is False and not waiting and not _is_answered(asked, known):
        evidence = Evidence(repository, commit, word=looked.words[0])
        key = f"gone:{looked.of}:{looked.service}:{len(asked) + 1}"
        yield SurfaceGone(key, looked.of, looked.service, at, evidence)


def _asked(looked: Looked, known: Facts) -> list[SurfaceGone]:
    """The questions about one part."""
    place = (looked.of, looked.service)
    return [fact for fact in known if isinstance(fact, SurfaceGone) and (fact.of, fact.service) == place]


def _answers(known: Facts) -> list[DisputeClosed]:
    return [fact for fact in known if isinstance(fact, DisputeClosed)]


def _is_answered(asked: Sequence[SurfaceGone], known: Facts) -> bool:
    """Whether a person has answered the last question."""
    last = asked[-1].key if asked else None
    return any(answer.closes == last and answer.command for answer in _answers(known))


def _closed(gone: SurfaceGone, at: datetime) -> DisputeClosed:
    return DisputeClosed(
        key=f"back:{gone.key}",
        of=gone.of,
        closes=gone.key,
        by_team="",
        at=at,
        because="some of the surface is in the code again",
        command="",
    )
