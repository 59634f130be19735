"""The first line: whose turn it is and what to do, to be understood in ten seconds."""

from collections.abc import Iterator, Sequence
from typing import Literal

from homebot.core.decision import Decision, Need
from homebot.core.facts import Snapshot
from homebot.core.render.deciding import against, awaited, named, waiting_for
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import count, series
from homebot.core.render.situation import Situation
from homebot.core.render.whom import whom
from homebot.core.waits import Hold

_NOTHING_ASKED = {
    "closed": "**Closed without a merge** — nothing is asked of anybody. If it is reopened, homebot looks again.",
    "unowned": "**Nobody's turn: no service covers these files** — homebot judges nothing here and asks nobody.",
}


def headline(snapshot: Snapshot, decision: Decision, now: Situation) -> str:
    """The first line of the comment: where the pull request stands."""
    match now.stage:
        case "unreadable":
            return _unreadable(snapshot.change.unreadable or "", now)
        case "merged":
            return _merged(decision, now)
        case "unowned" if snapshot.proposal is not None:
            return "**No service covers these files** — nobody is asked; what the edit would change is shown here."
        case "closed" | "unowned":
            return _NOTHING_ASKED[now.stage]
        case "held":
            return _held(snapshot.holds, decision, now)
        case "author":
            return f"**Your turn, {now.author}** (since {now.since}) — {_of_author(decision, now)}"
        case "reviewer":
            return _of_reviewer(decision, now)
        case "bar raiser":
            return _of_bar_raiser(decision, now)
        case stage:
            return _at_rest(stage, decision, now)


def _at_rest(stage: Literal["draft", "waiting", "ready"], decision: Decision, now: Situation) -> str:
    if stage == "draft":
        mend = _to_mend(now, "before it is ready")
        return f"**Your turn, {now.author}: it is a draft** (since {now.since}) — nobody is asked yet. {mend}"
    if stage == "waiting":
        first = f"**Nobody's turn: waiting** (since {now.since}) — nothing is to mend so far."
        return f"{first} {waits(now)}.{_before(now)}"
    return f"{_ready(decision, now)}{_before(now)}"


def _before(now: Situation) -> str:
    """What is red and was so before, so that nobody looks for it in this change."""
    said = [f"{code(one.standard)} ({plain(one.summary)})" for one in now.before]
    return f" Not of this change's making: {series(list(dict.fromkeys(said)))}." if said else ""


def _unreadable(reason: str, now: Situation) -> str:
    first = f"**Your turn, {now.author}: this change could not be read** (since {now.since})"
    return f"{first} — {plain(reason.rstrip('.'))}. Nothing was judged, and nobody was asked."


def _merged(decision: Decision, now: Situation) -> str:
    """What was left open at the merge is said, not scolded."""
    unmet = [need for need in now.open_needs if need.mode == "enforce"]
    undecided = [named(one) for one in decision.key_decisions if one.mode == "enforce" and not one.met]
    left = [*([_not_held(now)] if now.blocking else []), *_left_open(unmet)]
    left += [f"no bar raiser was for it: {series(undecided)}"] if undecided else []
    return f"**Merged**, although {'; '.join(left)}." if left else f"**Merged.** Thank you, {now.author}."


def _left_open(unmet: Sequence[Need]) -> Iterator[str]:
    missing = list(dict.fromkeys(whom(need) for need in unmet if need.missing))
    if missing:
        yield f"an approval by {series(missing)} was missing"
    objectors = list(dict.fromkeys(code(login) for need in unmet for login in need.objected_by))
    if objectors:
        yield f"{series(objectors)} asked for changes"


def _held(holds: tuple[Hold, ...], decision: Decision, now: Situation) -> str:
    holders = series(list(dict.fromkeys(code(hold.by) for hold in holds)))
    first = f"**On hold** (since {holds[0].at:%Y-%m-%d}) — {holders} asked to wait with this."
    if not now.blocking:
        is_author = decision.turn.party == "author"
        return f"{first} Meanwhile it is your turn, {now.author}: {_of_author(decision, now)}" if is_author else first
    are = "is" if len(now.blocking) == 1 else "are"
    return f"{first} Meanwhile, {now.author}, there {are} {_to_mend(now, 'in it')}"


def _to_mend(now: Situation, when: str) -> str:
    if not now.mend:
        so_far = f"So far nothing is to mend. {waits(now)}." if now.waiting else f"So far {now.held}."
        return f"{so_far}{_before(now)}"
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
        asked = f"{objectors} asked for changes." if objectors else against(decision)
        return asked or f"{plain(decision.turn.because)}."
    teams = series([code(team) for team in now.teams])
    then = f"before {teams} can let this in" if teams else "before this can go in"
    also = f" {objectors} asked for changes, too." if objectors else ""
    return f"{_to_mend(now, then)}{also}"


def _of_reviewer(decision: Decision, now: Situation) -> str:
    people = series([now.person(login) for login in sorted(decision.turn.people)])
    teams = series([code(team) for team in now.teams])
    whom = people if people and now.asks_owners else " of ".join(filter(None, (people, teams)))
    if decision.choice.stuck:
        return _stuck(decision, now, people, teams, whom)
    first = f"**Waiting for {whom}** to review (since {now.since}){_unanswered(decision, now)}."
    deciding = waiting_for(awaited(decision), now)
    first += f" Also waiting for {deciding}." if deciding else ""
    return f"{first}{_for_the_author(decision, now)}"


def _of_bar_raiser(decision: Decision, now: Situation) -> str:
    """Whose word is awaited once all approvals are there; where nobody is left to ask, who answers for that."""
    called = [login for one in awaited(decision) for login in one.called]
    if called:
        people = series([now.person(login) for login in dict.fromkeys(called)])
        kinds = series([named(one) for one in awaited(decision)])
        first = f"**No bar raiser of {kinds} can be asked** (since {now.since})"
        door = ": it is a one-way door" if any(one.one_way for one in awaited(decision)) else ""
        return f"{first} — {people}, please find one who can answer{door}."
    first = f"**Waiting for {waiting_for(awaited(decision), now)}** (since {now.since})."
    return f"{first}{_for_the_author(decision, now)}"


def _stuck(decision: Decision, now: Situation, people: str, teams: str, whom: str) -> str:
    if people and now.stand_ins.issuperset(decision.turn.people):
        first = f"**Nobody of {teams} can review this** (since {now.since})"
        return f"{first} — {people}, an approval of yours counts in its place."
    return f"**Nobody can be asked to review this** (since {now.since}) — {whom}, please name somebody who can."


def _unanswered(decision: Decision, now: Situation) -> str:
    """Whom to turn to when those who were asked do not answer."""
    called = list(dict.fromkeys(login for one in decision.choice.unanswered for login in one.called))
    return f" — no answer so far; {series([now.person(login) for login in called])}, please help out" if called else ""


def _for_the_author(decision: Decision, now: Situation) -> str:
    if now.mend:
        return f" {_not_held(now)}; that does not block."
    if now.waiting:
        return f" {waits(now)}.{_before(now)}"
    none = "" if decision.recognition.result == "bot" else f" {now.author}, there is nothing for you to do now."
    return f"{none}{_before(now)}"


def _ready(decision: Decision, now: Situation) -> str:
    what, why = _ready_for(decision, now)
    return f"**Nobody's turn: {what}** (since {now.since}) — {why}."


def _ready_for(decision: Decision, now: Situation) -> tuple[str, str]:
    if decision.recognition.result == "home" and not now.mend:
        return "ready, as far as homebot is concerned", f"you are at home here, and {now.held}"
    if now.mend and not now.blocking:
        return "a report, nothing blocks", _not_held(now)
    if now.open_needs:
        return "nothing blocks this", f"a review by {series([code(team) for team in now.teams])} is welcome"
    return "ready to merge", f"{now.held}{_given(now)}"


def _given(now: Situation) -> str:
    """How many people approved: one approval may serve several needs."""
    number = len({login for need in now.needs for login in need.approved_by})
    return f", and {count(number, 'approval')} {'is' if number == 1 else 'are'} given" if number else ""
