"""Who has to approve, who did, whose approval fell and why, who is asked, and how they were found."""

from collections.abc import Sequence

from homebot.core.decision import Candidate, Decision, Need
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, cut, fold, series, table
from homebot.core.render.situation import Situation, asks_people
from homebot.core.render.way_out import no_answer, nobody_to_ask
from homebot.core.render.whom import from_whom, owners_of, paths_of


def review(decision: Decision, now: Situation, limit: int, more: str) -> str:
    """The needs of each service, then the people asked, then the trail; empty when no review is needed."""
    if not decision.needs:
        return ""
    over = now.stage in ("merged", "closed")
    lines = _needs(decision.needs, over, limit, more)
    lines += _people(decision, now)
    for found in (_warnings(decision), no_answer(decision), nobody_to_ask(decision)):
        lines += cut(found, limit, str, f"like it. {more}")
    parts = ["#### Review", bullets(lines)]
    if decision.choice.trail:
        parts.append(fold("How the reviewers were found", _trail(decision, limit, more)))
    return "\n\n".join(parts)


def _warnings(decision: Decision) -> list[str]:
    return [f"⚠️ {plain(text)}" for text in (*decision.choice.warnings, *decision.choice.stuck)]


def _needs(needs: Sequence[Need], over: bool, limit: int, more: str) -> list[str]:
    """One line and more for each, those that still miss something first where there are too many."""
    first = needs if len(needs) <= limit else sorted(needs, key=lambda need: need.met)
    lines = [line for need in first[:limit] for line in (_needed(need) if over else _need(need))]
    return [*lines, *cut(first, limit, lambda _: "", f"needs of approvals. {more}")[limit:]]


def _needed(need: Need) -> list[str]:
    """After the end, what was asked for and is now only history."""
    if need.met or need.mode == "observe":
        return _need(need)
    return [f"{code(need.service)} had asked for {count(need.approvals, 'approval')} {from_whom(need)}."]


def _need(need: Need) -> list[str]:
    return [
        _first(need),
        *([_instead(need)] if need.stand_ins and need.missing and need.mode != "observe" else []),
        *(f"✋ {code(login)} asked for changes; this waits until they approve." for login in need.objected_by),
        *(f"An approval by {code(login)} no longer counts: {plain(why)}." for login, why in need.fallen),
        *(f"⚠️ {plain(note)}." for note in need.notes),
    ]


def _first(need: Need) -> str:
    service = code(need.service)
    given = series([code(login) for login in need.approved_by])
    if need.met:
        return f"✅ {service}: approved by {given}{_as_whom(need)}." if given else f"✅ {service}."
    asks = f"{count(need.approvals, 'approval')} {from_whom(need)}"
    if need.mode == "observe":
        return f"{service} would need {asks}."
    left = f"; {given} approved, {need.missing} to go" if given and need.missing else ""
    who = f": {owners_of(need)}" if need.source else ""
    return f"⏳ {service} needs {asks}{left}{who}."


def _as_whom(need: Need) -> str:
    if need.source is not None:
        return f" for {paths_of(need)}"
    instead = set(need.approved_by) & set(need.stand_ins)
    return f", for {code(need.team)}" if instead else f" of {code(need.team)}"


def _instead(need: Need) -> str:
    """A team that cannot approve by itself is never the end."""
    people = series([code(login) for login in need.stand_ins])
    return f"{code(need.team)} has too few people who could approve this, so {people} may in its place."


def _people(decision: Decision, now: Situation) -> list[str]:
    if now.stage in ("merged", "closed", "draft"):
        return []
    people = {*decision.choice.request, *decision.choice.keep} - {*decision.choice.release}
    lines = []
    if people and asks_people(decision):
        lines.append(f"👤 Asked: {series([now.person(login) for login in sorted(people)], 15)}.")
    if decision.choice.later:
        next_ones = series([code(login) for login in decision.choice.later])
        follow = "follows" if len(decision.choice.later) == 1 else "follow"
        lines.append(f"👥 {next_ones} {follow} as soon as others have reviewed: no more people are asked at a time.")
    if decision.choice.call_on:
        lines.append(f"📣 {series([now.person(login) for login in decision.choice.call_on])}, please help out.")
    return lines


def _trail(decision: Decision, limit: int, more: str) -> str:
    people = sorted(decision.choice.trail, key=lambda one: (not _asked(one, decision), one.login))
    rows = [_candidate(one, decision) for one in people[:limit]]
    left = cut(people, limit, lambda _: "", f"people. {more}")[limit:]
    notes = [plain(note) for note in decision.choice.notes]
    return "\n\n".join([table(("Person", "Could review", "Asked"), rows), *left, *notes])


def _asked(candidate: Candidate, decision: Decision) -> bool:
    return candidate.login in (*decision.choice.request, *decision.choice.keep)


def _candidate(candidate: Candidate, decision: Decision) -> tuple[str, str, str]:
    # The reason of a person who is asked changes once they are asked; the text may not change by our own doing. Why it
    # was them stays.
    services = series([code(service) for service in candidate.services]) or "—"
    if not _asked(candidate, decision):
        return code(candidate.login), services, f"no: {plain(candidate.reason)}"
    because = f": {plain(candidate.because)}" if candidate.because else ""
    return code(candidate.login), services, f"yes{because}"
