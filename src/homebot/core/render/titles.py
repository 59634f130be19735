"""The titles of both check runs: plain text, whose turn it is in a few words."""

from homebot.core.decision import Decision
from homebot.core.render.escape import visible
from homebot.core.render.markdown import series
from homebot.core.render.situation import Situation, Stage

_LIMIT = 200
_AT_REST: dict[Stage, str] = {
    "unreadable": "the change could not be read",
    "unowned": "no service covers these files",
    "draft": "a draft: nobody is asked yet",
    "held": "on hold",
    "merged": "merged",
    "closed": "closed",
}


def standards_title(now: Situation) -> str:
    """The title of `homebot: standards`."""
    if now.stage in ("unreadable", "unowned"):
        return _AT_REST[now.stage]
    if not now.mend:
        said = "; ".join(dict.fromkeys(one.summary.replace("`", "") for one in now.waiting))
        return visible(said, _LIMIT) or now.held
    if not now.blocking:
        return visible(f"{_not_held(now)} — nothing blocks", _LIMIT)
    if now.stage in ("merged", "closed"):
        return visible(_not_held(now), _LIMIT)
    return visible(f"{len(now.blocking)} to mend: {_named(now)} — {now.login}'s turn", _LIMIT)


def _named(now: Situation) -> str:
    return series(list(dict.fromkeys(one.standard for one in now.blocking or now.mend)))


def _not_held(now: Situation) -> str:
    return f"{len(now.mend)} {'does' if len(now.mend) == 1 else 'do'} not hold: {_named(now)}"


def review_title(decision: Decision, now: Situation) -> str:
    """The title of `homebot: review`."""
    return visible(_review_title(decision, now), _LIMIT)


def _review_title(decision: Decision, now: Situation) -> str:
    teams = series(now.teams)
    match now.stage:
        case "author":
            why = f"{series(now.objectors)} asked for changes" if now.objectors else _after_standards(teams)
            return f"{why} — {now.login}'s turn"
        case "reviewer":
            people = series(sorted(decision.turn.people))
            both = people and teams and not now.asks_owners
            return f"waiting for {people} ({teams})" if both else f"waiting for {people or teams}"
        case "ready" | "waiting":
            return _ready_title(now, teams)
        case stage:
            return _AT_REST[stage]


def _after_standards(teams: str) -> str:
    return f"waiting for the standards, then {teams}" if teams else "waiting for the standards"


def _ready_title(now: Situation, teams: str) -> str:
    if not now.needs:
        return "no approval is asked for"
    return f"an approval by {teams} is welcome — nothing blocks" if teams else "ready"
