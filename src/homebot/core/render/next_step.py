"""The last line: what happens next, and what somebody can do about it."""

from collections.abc import Sequence

from homebot.core.agreements.needed import NEEDS
from homebot.core.decision import Decision, Need, Recognition
from homebot.core.directory import Directory
from homebot.core.render.deciding import awaited, named
from homebot.core.render.escape import code
from homebot.core.render.markdown import count, series
from homebot.core.render.situation import Situation, Stage, asks_people
from homebot.core.render.whom import from_whom

_ALWAYS: dict[Stage, str] = {
    "unreadable": "push a commit, or comment `/homebot recheck`: homebot reads the change again.",
    "closed": "nothing, unless somebody reopens it.",
    "unowned": "nothing from homebot; GitHub's own rules stay in force.",
    "author": "push your changes; this comment and both checks follow by themselves.",
    "waiting": "homebot looks again by itself as soon as that has ended.",
}


def next_step(decision: Decision, directory: Directory, now: Situation) -> str:
    """What happens next, and who does it."""
    match now.stage:
        case "merged":
            return _merged(decision, directory)
        case "draft":
            return f"{_asked_when_ready(decision, now)} Until then push as you like; both checks follow."
        case "held":
            return _held(decision)
        case "reviewer":
            return f"{_reviewer(decision, now)}{_without_answer(decision)}"
        case "bar raiser":
            return _bar_raiser(decision)
        case "ready":
            return _ready(decision)
        case "author" if NEEDS in decision.turn.because:
            return (
                "ask an owner of the home team for `/homebot agree`, here or on an issue with the form; name it then."
            )
        case stage:
            return _ALWAYS[stage]


def _asked_when_ready(decision: Decision, now: Situation) -> str:
    wanted = [_wanted(need) for need in now.asking if need.missing]
    wanted += [f"a bar raiser for {named(one)}" for one in awaited(decision)]
    if not wanted or not asks_people(decision):
        return "once it is ready for review, homebot looks again and asks nobody."
    return f"once it is ready for review, homebot asks for {series(wanted)}."


def _wanted(need: Need) -> str:
    return f"{count(need.missing, 'approval')} {from_whom(need)}"


def _held(decision: Decision) -> str:
    if decision.review_status == "completed":
        return "nothing here blocks: whoever may merge it decides. `/homebot unhold` ends the hold."
    return "`homebot: review` waits until somebody of the home team comments `/homebot unhold`."


def _reviewer(decision: Decision, now: Situation) -> str:
    binding = [need for need in now.open_needs if need.mode == "enforce"]
    if not binding:
        return "nothing here blocks: the review is asked for, and whoever may merge it decides."
    raisers = [f"a bar raiser for {named(one)}" for one in awaited(decision) if one.mode == "enforce"]
    wanted = series([*_approvals(binding), *raisers])
    return f"with {wanted}, `homebot: review` turns green. An approval stands until what it covers changes."


def _approvals(binding: Sequence[Need]) -> list[str]:
    wanted = [_wanted(need) for need in binding if need.missing > len(need.objected_by)]
    objectors = dict.fromkeys(code(login) for need in binding for login in need.objected_by)
    return [*wanted, *(f"an approval by {login}, who asked for changes" for login in objectors)]


def _bar_raiser(decision: Decision) -> str:
    """How a bar raiser answers, and what comes of waiting."""
    ways = series([code(f'/homebot recommend {one.name} for|against because="..."') for one in awaited(decision)])
    first = f"the bar raiser says {ways}, or reviews with at least one sentence."
    if not any(one.people for one in awaited(decision)):
        return (
            f"any independent bar raiser of the kind may still answer: {ways}. `bar_raisers` in `org.yaml` lists them."
        )
    dues = [one.due for one in awaited(decision) if one.due is not None]
    return f"{first} If there is no answer by {min(dues):%Y-%m-%d}, homebot asks the next." if dues else first


def _without_answer(decision: Decision) -> str:
    """What comes of waiting, and on which day."""
    if decision.choice.stuck:
        return ""
    if decision.answer_by is not None:
        return f" If there is no answer by {decision.answer_by:%Y-%m-%d}, homebot turns to somebody else."
    if decision.look_again_at is not None and decision.look_again_at in {
        one.late_at for one in decision.choice.unanswered
    }:
        return f" If there is none by {decision.look_again_at:%Y-%m-%d}, homebot calls on the managers."
    return ""


def _ready(decision: Decision) -> str:
    if any(not one.home for one in decision.recognition.standings) and decision.recognition.away_team:
        team = code(decision.recognition.away_team)
        return f"whoever may merge it does; homebot never does. It is then recorded as a contribution by {team}."
    return "whoever may merge it does; homebot never does."


def _merged(decision: Decision, directory: Directory) -> str:
    known = decision.recognition
    if not known.standings:
        return "nothing; no service of the catalogue was touched."
    services = series([code(one.service) for one in known.standings])
    users = sorted({user.name for one in known.standings for user in directory.consumers_of(one.service)})
    declared = f" Declared as its users: {series([code(user) for user in users])}." if users else ""
    return (
        f"this is recorded as a contribution to {services}; {_candidates(known)}. Credit arises only when another "
        f"team's service uses it.{declared} `/homebot credit pending` shows where it stands."
    )


def _candidates(known: Recognition) -> str:
    away = tuple(dict.fromkeys(code(one.team) for one in known.standings if not one.home))
    if away and known.away_team:
        return f"{code(known.away_team)} stands as a candidate for credit, together with {series(away)} as home team"
    teams = tuple(dict.fromkeys(code(one.team) for one in known.standings))
    return f"{series(teams)} as home team {'stands' if len(teams) == 1 else 'stand'} as a candidate for credit"
