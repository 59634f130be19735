"""Who has to approve, who did, whose approval fell and why, who is asked, and how they were found."""

from homebot.core.decision import Candidate, Decision, Need
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, cut, fold, series, table
from homebot.core.render.situation import Situation, asks_people


def review(decision: Decision, now: Situation, limit: int, more: str) -> str:
    """The needs of each service, then the people asked, then the trail; empty when no review is needed."""
    if not decision.needs:
        return ""
    over = now.stage in ("merged", "closed")
    lines = [line for need in decision.needs for line in (_needed(need) if over else _need(need))]
    lines += _people(decision, now)
    lines += [f"⚠️ {plain(text)}" for text in (*decision.choice.warnings, *decision.choice.stuck)]
    parts = ["#### Review", bullets(lines)]
    if decision.choice.trail:
        parts.append(fold("How the reviewers were found", _trail(decision, limit, more)))
    return "\n\n".join(parts)


def _needed(need: Need) -> list[str]:
    """After the end, what was asked for and is now only history."""
    if need.met or need.mode == "observe":
        return _need(need)
    return [f"{code(need.service)} had asked for {count(need.approvals, 'approval')} from {code(need.team)}."]


def _need(need: Need) -> list[str]:
    team = code(need.team)
    given = series([code(login) for login in need.approved_by])
    if need.met:
        first = f"✅ {code(need.service)}: approved by {given} of {team}." if given else f"✅ {code(need.service)}."
    elif need.mode == "observe":
        first = f"{code(need.service)} would need {count(need.approvals, 'approval')} from {team}."
    else:
        first = f"⏳ {code(need.service)} needs {count(need.approvals, 'approval')} from {team}"
        first += f"; {given} approved, {need.missing} to go." if given and need.missing else "."
    lines = [first]
    lines += [f"✋ {code(login)} asked for changes; this waits until they approve." for login in need.objected_by]
    lines += [f"An approval by {code(login)} no longer counts: {plain(why)}." for login, why in need.fallen]
    return lines


def _people(decision: Decision, now: Situation) -> list[str]:
    if now.stage in ("merged", "closed", "draft"):
        return []
    people = {*decision.choice.request, *decision.choice.keep} - {*decision.choice.release}
    lines = []
    if people and asks_people(decision):
        lines.append(f"👤 Asked: {series([now.person(login) for login in sorted(people)], 15)}.")
    if decision.choice.call_on:
        lines.append(f"📣 {series([now.person(login) for login in decision.choice.call_on])}, please help out.")
    return lines


def _trail(decision: Decision, limit: int, more: str) -> str:
    people = sorted(decision.choice.trail, key=lambda one: (not _asked(one, decision), one.login))
    rows = [_candidate(one, decision) for one in people[:limit]]
    left = cut(people, limit, lambda _: "", f"people. {more}")[limit:]
    return "\n\n".join([table(("Person", "Could review", "Asked"), rows), *left])


def _asked(candidate: Candidate, decision: Decision) -> bool:
    return candidate.login in (*decision.choice.request, *decision.choice.keep)


def _candidate(candidate: Candidate, decision: Decision) -> tuple[str, str, str]:
    # The reason of a person who is asked changes once they are asked; the text may not change by our own doing.
    # `/homebot why` shows it.
    answer = "yes" if _asked(candidate, decision) else f"no: {plain(candidate.reason)}"
    services = series([code(service) for service in candidate.services]) or "—"
    return (code(candidate.login), services, answer)
