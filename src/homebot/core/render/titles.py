"""The titles of both check runs: plain text, what there is and whose turn it is in a few words."""

from homebot.core.decision import Decision
from homebot.core.render.deciding import awaited, in_title, opposed
from homebot.core.render.escape import visible
from homebot.core.render.markdown import series
from homebot.core.render.situation import Situation, Stage

_LIMIT = 200
_LONGEST_TURN = 90
_AT_REST: dict[Stage, str] = {
    "unreadable": "the change could not be read",
    "unowned": "no service covers these files",
    "draft": "a draft: nobody is asked yet",
    "held": "on hold",
    "merged": "merged",
    "closed": "closed",
}


def standards_title(decision: Decision, now: Situation) -> str:
    """The title of `homebot: standards`."""
    return _title(standards_state(now), decision, now)


def standards_state(now: Situation) -> str:
    """What there is to say of the standards, without whose turn it is."""
    if now.stage in ("unreadable", "unowned"):
        return _AT_REST[now.stage]
    if not now.mend:
        return "; ".join(dict.fromkeys(one.summary.replace("`", "") for one in now.waiting)) or _held(now)
    if now.blocking and now.stage not in ("merged", "closed"):
        return f"{len(now.blocking)} to mend: {_named(now)}"
    return _not_held(now) if now.blocking else f"{_not_held(now)}; nothing blocks"


def _held(now: Situation) -> str:
    before = series(list(dict.fromkeys(one.standard for one in now.before)))
    return f"{now.held}; so before: {before}" if before else now.held


def _named(now: Situation) -> str:
    return series(list(dict.fromkeys(one.standard for one in now.blocking or now.mend)))


def _not_held(now: Situation) -> str:
    return f"{len(now.mend)} {'does' if len(now.mend) == 1 else 'do'} not hold: {_named(now)}"


def review_title(decision: Decision, now: Situation) -> str:
    """The title of `homebot: review`."""
    deciding = in_title(awaited(decision))
    if now.stage == "reviewer":
        whom = f"{_reviewers(decision, now)}{f', and {deciding}' if deciding else ''}"
        return visible(f"waiting for {whom}{_since(now)}", _LIMIT)
    if now.stage == "bar raiser":
        return visible(f"waiting for {deciding}{_since(now)}", _LIMIT)
    against = [f"{one.by} recommends against it ({one.kind})" for one in opposed(decision)]
    if against and now.stage == "author":
        return _title(series(against), decision, now)
    return _title(review_state(now), decision, now)


def _reviewers(decision: Decision, now: Situation) -> str:
    people, teams = series(sorted(decision.turn.people)), series(now.teams)
    return f"{people} ({teams})" if people and teams and not now.asks_owners else people or teams


def review_state(now: Situation) -> str:
    """What there is to say of the review, without whose turn it is."""
    teams = series(now.teams)
    match now.stage:
        case "author":
            return f"{series(now.objectors)} asked for changes" if now.objectors else _after_standards(teams)
        case "ready" | "waiting" | "reviewer" | "bar raiser":
            return _ready_title(now, teams)
        case stage:
            return _AT_REST[stage]


def _after_standards(teams: str) -> str:
    return f"waiting for the standards, then {teams}" if teams else "waiting for the standards"


def _ready_title(now: Situation, teams: str) -> str:
    if not now.needs:
        return "no approval is asked for"
    return f"an approval by {teams} is welcome; nothing blocks" if teams else "ready"


def _title(what: str, decision: Decision, now: Situation) -> str:
    """Whose turn it is stands at the end, and is there however long the rest is."""
    turn = visible(_turn(decision, now), _LONGEST_TURN)
    return f"{visible(what, _LIMIT - len(turn) - 3)} — {turn}" if turn else visible(what, _LIMIT)


def _turn(decision: Decision, now: Situation) -> str:
    if now.stage in ("merged", "closed"):
        return ""
    people = series(sorted(decision.turn.people))
    if decision.turn.party == "nobody" or not people:
        return f"nobody's turn{_since(now)}"
    return f"{people}'s turn{_since(now)}"


def _since(now: Situation) -> str:
    return f" since {now.since}"
