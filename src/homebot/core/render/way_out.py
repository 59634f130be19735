"""Where a review does not get on: who did not answer, why nobody can be asked, and what gets it moving again."""

from collections.abc import Mapping

from homebot.core.decision import Candidate, Decision, Need, Unanswered
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

_ASKED_ALL_THE_SAME = ("absent until", "at capacity", "busy", "removed by", "no answer since")
"""Reasons that keep homebot from asking somebody, and no person."""
_ASSIGN = "`/homebot assign @somebody`"


def no_answer(decision: Decision) -> list[str]:
    """A line for each service whose reviewers do not answer, with the way out."""
    return [_no_answer(one) for one in decision.choice.unanswered]


def _no_answer(one: Unanswered) -> str:
    people = series([f"{code(login)} (asked {at:%Y-%m-%d})" for login, at in one.people])
    team = code(one.team)
    first = f"no answer from {people}" if people else "too few people can be asked"
    then = f"{_ASSIGN}, by the author or anybody of {team}, asks somebody in particular"
    return f"⏰ {code(one.service)}: {first}. Any other member of {team} may review; {then}."


def nobody_to_ask(decision: Decision) -> list[str]:
    """A line for each service for which nobody can be asked, with the way out."""
    if not decision.choice.stuck:
        return []
    asked = {*decision.choice.keep, *decision.choice.request, *decision.choice.later}
    known = {one.login: one for one in decision.choice.trail}
    lost = (need for need in decision.needs if need.missing and need.mode != "observe" and not need.stand_ins)
    return [_nobody(need, known) for need in lost if not asked.intersection(need.eligible)]


def _nobody(need: Need, known: Mapping[str, Candidate]) -> str:
    able = [known[login] for login in need.eligible if login in known]
    willing = [code(one.login) for one in able if _may_be_asked(one)]
    team = code(need.team)
    if willing:
        first = f"🚪 {series(willing)} may review all the same"
        return f"{first}: {_ASSIGN}, by the author or anybody of {team}, asks them; `/homebot back` ends an absence."
    if any(one.reason == "no access" for one in able):
        return f"🚪 Somebody of {team} needs access to this repository: whoever administers it can give it."
    return f"🚪 {team} needs a second person: an owner adds one to its `members:` in `org.yaml`."


def _may_be_asked(one: Candidate) -> bool:
    return one.reason.startswith(_ASKED_ALL_THE_SAME)
