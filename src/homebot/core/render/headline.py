"""The first line: whose turn it is and what to do, to be understood in ten seconds."""

from typing import Literal

from homebot.core.decision import Decision
from homebot.core.facts import Hold, Snapshot
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import count, series
from homebot.core.render.situation import Situation

_NOTHING_ASKED = {
    "closed": "**Closed without a merge** — nothing is asked of anybody. If it is reopened, homebot looks again.",
    "unowned": "**No service covers these files** — homebot judges nothing here and asks nobody.",
}


def headline(snapshot: Snapshot, decision: Decision, now: Situation) -> str:
    """The first line of the comment: where the pull request stands."""
    match now.stage:
        case "unreadable":
            return _unreadable(snapshot.change.unreadable or "")
        case "merged":
            return _merged(now)
        case "closed" | "unowned":
            return _NOTHING_ASKED[now.stage]
        case "held":
            return _held(snapshot.holds, now)
        case "author":
            return f"**Your turn, {now.author}** — {_of_author(decision, now)}"
        case "reviewer":
            return _of_reviewer(decision, now)
        case stage:
            return _at_rest(stage, decision, now)


def _at_rest(stage: Literal["draft", "waiting", "ready"], decision: Decision, now: Situation) -> str:
    if stage == "draft":
        return f"**Draft** — nobody is asked yet. {_to_mend(now, 'before it is ready')}"
    if stage == "waiting":
        return f"**Waiting** — nothing is to mend so far, and nobody need do anything. {waits(now)}."
    return _ready(decision, now)


def _unreadable(reason: str) -> str:
    return f"**This change could not be read** — {plain(reason.rstrip('.'))}. Nothing was judged, and nobody was asked."


def _merged(now: Situation) -> str:
    """What was left open at the merge is said, not scolded."""
    unmet = [need for need in now.open_needs if need.mode == "enforce"]
    teams = series([code(team) for team in dict.fromkeys(need.team for need in unmet)])
    left = [f"{_not_held(now)}"] if now.blocking else []
    left += [f"an approval by {teams} was missing"] if teams else []
    return f"**Merged**, although {'; '.join(left)}." if left else f"**Merged.** Thank you, {now.author}."


def _held(holds: tuple[Hold, ...], now: Situation) -> str:
    first = f"**On hold** — {series(list(dict.fromkeys(code(hold.by) for hold in holds)))} asked to wait with this."
    if not now.blocking:
        return first
    are = "is" if len(now.blocking) == 1 else "are"
    return f"{first} Meanwhile, {now.author}, there {are} {_to_mend(now, 'in it')}"


def _to_mend(now: Situation, when: str) -> str:
    if not now.mend:
        return f"So far nothing is to mend. {waits(now)}." if now.waiting else f"So far {now.held}."
    if not now.blocking:
        return f"{_not_held(now)}, and nothing blocks."
    return f"{count(len(now.blocking), 'thing')} to mend {when}: {_standards_named(now)}."


def waits(now: Situation) -> str:
    """What is still to come, as its standards have it."""
    said = [f"{code(one.standard)}: {plain(one.summary)}" for one in now.waiting]
    return "; ".join(dict.fromkeys(said))


def _not_held(now: Situation) -> str:
    return f"{count(len(now.mend), 'standard does', 'standards do')} not hold: {_standards_named(now)}"


def _standards_named(now: Situation) -> str:
    """The standards to mend, each once, in the order of the table."""
    return series(list(dict.fromkeys(code(one.standard) for one in now.blocking or now.mend)))


def _of_author(decision: Decision, now: Situation) -> str:
    objectors = series([code(login) for login in now.objectors])
    if not now.blocking:
        return f"{objectors} asked for changes." if objectors else f"{plain(decision.turn.because)}."
    teams = series([code(team) for team in now.teams])
    then = f"before {teams} can let this in" if teams else "before this can go in"
    also = f" {objectors} asked for changes, too." if objectors else ""
    return f"{_to_mend(now, then)}{also}"


def _of_reviewer(decision: Decision, now: Situation) -> str:
    people = series([now.person(login) for login in sorted(decision.turn.people)])
    teams = series([code(team) for team in now.teams])
    whom = people if people and now.asks_owners else " of ".join(filter(None, (people, teams)))
    if decision.choice.stuck and people and now.stand_ins.issuperset(decision.turn.people):
        return f"**Nobody of {teams} can review this** — {people}, an approval of yours counts in its place."
    if decision.choice.stuck:
        return f"**Nobody can be asked to review this** — {whom}, please name somebody who can."
    return f"**Waiting for {whom}** to review.{_for_the_author(decision, now)}"


def _for_the_author(decision: Decision, now: Situation) -> str:
    if now.mend:
        return f" {_not_held(now)}; that does not block."
    if now.waiting:
        return f" {waits(now)}."
    return "" if decision.recognition.result == "bot" else f" {now.author}, there is nothing for you to do now."


def _ready(decision: Decision, now: Situation) -> str:
    if decision.recognition.result == "home" and not now.mend:
        return f"**Ready, as far as homebot is concerned** — you are at home here, and {now.held}."
    if now.mend and not now.blocking:
        return f"**A report, nothing blocks** — {_not_held(now)}."
    if now.open_needs:
        teams = series([code(team) for team in now.teams])
        return f"**Nothing blocks this** — a review by {teams} is welcome."
    given = sum(len(need.approved_by) for need in now.needs)
    approvals = f", and {count(given, 'approval')} {'is' if given == 1 else 'are'} given" if given else ""
    return f"**Ready to merge** — {now.held}{approvals}."
