"""A standard found what only a bar raiser decides on: a name of the public surface is gone or changed, a dependency
goes where it may not, an ADR is missing. The standard says which kind of bar raiser."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.bar_raisers.part import Part, Reason
from homebot.core.decision import Judgement
from homebot.core.findings import Finding

NAMED = 2
"""Findings that are told; the others are counted."""


@dataclass(frozen=True, slots=True)
class Options:
    """Whether it asks."""

    enabled: bool = True


def reasons(part: Part, options: Options) -> Iterator[Reason]:
    """One for each kind and standard that has such findings."""
    for judgement in part.judgements:
        found = [one for one in judgement.findings if one.decided_by and not one.pre_existing]
        for kind in dict.fromkeys(one.decided_by for one in found):
            yield _reason(part, judgement, [one for one in found if one.decided_by == kind])


def _reason(part: Part, judgement: Judgement, found: list[Finding]) -> Reason:
    says = "; ".join(" ".join(one.message.split()).rstrip(".") for one in found[:NAMED])
    more = f"; {len(found) - NAMED} more" if len(found) > NAMED else ""
    paths = tuple(dict.fromkeys(one.path for one in found if one.path is not None))
    everywhere = any(one.path is None for one in found)
    return Reason(
        kind=found[0].decided_by,
        asks=judgement.standard,
        service=part.standing.service,
        says=f"{says}{more}",
        paths=part.paths if everywhere else paths,
        one_way=any(one.one_way for one in found),
    )
