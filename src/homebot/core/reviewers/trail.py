"""Why each person was asked, or was not (SPEC 7)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from homebot.core.decision import Candidate
from homebot.core.facts import Snapshot
from homebot.core.reviewers.desk import ASKED, KNOWLEDGE, LOAD, NEW, REST, Desk
from homebot.core.reviewers.kinds import bits


def trail(
    snapshot: Snapshot, desk: Desk, asked: Sequence[str], request: Sequence[str], why: dict[str, str]
) -> tuple[Candidate, ...]:
    """Everybody who could cover something: first those newly asked, then those asked before, then the others as they
    would come. `why` says of people who are newly asked why it is them, and why some are not yet; of those who were
    asked before homebot remembers it."""
    known = {**dict(snapshot.asked_because), **{login: why[login] for login in request}}
    found = []
    for login in sorted(desk.teams, key=lambda login: (login not in request, login not in asked, desk.cost(login))):
        chosen = login in asked or login in request
        found.append(
            Candidate(
                login=login,
                teams=tuple(desk.teams[login]),
                services=desk.services(login),
                chosen=chosen,
                reason=_reason(desk, login, asked, why),
                because=known.get(login, "") if chosen and login not in desk.objectors else "",
                knowledge=desk.person(login).knowledge,
            )
        )
    return tuple(found)


def _reason(desk: Desk, login: str, asked: Sequence[str], why: dict[str, str]) -> str:
    if login in desk.objectors:
        return "asked for changes; their word is awaited"
    if login in asked:
        return "asked already"
    return why.get(login) or desk.obstacle(login) or "covered already"


def reasons(desk: Desk, chosen: Sequence[str], told: int, free: Collection[str], due: Sequence[int]) -> dict[str, str]:
    """For each of the first `told` of `chosen` why it is them, and not another of those who were `free`."""
    times = Counter(need for login in chosen for need in bits(desk.serves[login]))
    rest = sorted(set(free).difference(chosen))
    return {login: _why(desk, login, rest, _alone(desk, login, times, due)) for login in chosen[:told]}


def _alone(desk: Desk, login: str, times: Mapping[int, int], due: Sequence[int]) -> int:
    """The needs that the others who are chosen do not cover without them."""
    return sum(need for need in bits(desk.serves[login]) if times[need] <= due[need.bit_length() - 1])


def _why(desk: Desk, login: str, rest: Sequence[str], alone: int) -> str:
    able = [other for other in rest if desk.serves[other] & alone]
    rivals = [other for other in able if alone & ~desk.serves[other] == 0]
    if rivals:
        return _better(desk, login, min(rivals, key=desk.cost))
    return "covers at once what would take several others" if able else "the only one who can be asked"


def _better(desk: Desk, login: str, rival: str) -> str:
    """The first criterion by which a person comes before another who could cover the same."""
    mine, theirs = desk.cost(login), desk.cost(rival)
    if mine >> NEW != theirs >> NEW:
        return "approved it before"
    if mine >> REST != theirs >> REST:
        return "their team works today"
    if mine >> LOAD != theirs >> LOAD:
        return "least loaded"
    if mine >> KNOWLEDGE != theirs >> KNOWLEDGE:
        return f"knows {share(desk.person(login).knowledge)} of the touched lines"
    return "asked least recently" if mine >> ASKED != theirs >> ASKED else "drawn by lot among equals"


def share(thousandths: int) -> str:
    """`43%`; never nothing for something."""
    return f"{max(1, round(thousandths / 10))}%" if thousandths else "0%"
