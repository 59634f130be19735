"""Which act leads a decision from which state to which: the whole of what can happen, for the code and for the docs."""

from dataclasses import dataclass

from homebot.core.register.entries import Kind


@dataclass(frozen=True, slots=True)
class Transition:
    """In one of the states `before`, the `act` leads to `after`, or leaves the state as it is where that is empty. A
    decision begins with an act whose `before` is `START`. `once`: no decision goes through it twice."""

    kind: Kind
    act: str
    before: tuple[str, ...]
    after: str = ""
    who: str = ""
    once: bool = False


START = ("",)
_DEVIATION = ("open", "evidenced", "accepted", "overdue", "proposed")
OWING = ("open", "accepted")
"""States of a deviation in which evidence may be due."""
_RAISED = ("needed", "asked", "unanswered", "for", "against", "committed")
UNDERWAY = ("agreed", "in-review", "merged", "live", "warranty")
"""States of an agreement under which work can be done."""
_CLAIM = ("open", "late", "acknowledged")
ANSWERS = ("recommended-for", "recommended-against", "disagreed-and-committed")
"""The acts by which a bar raiser answers."""

TABLE: tuple[Transition, ...] = (
    Transition("deviation", "claimed", START, "open", "a member of the home or away team"),
    Transition("deviation", "proposed", START, "proposed", "the same, where the standard is a floor"),
    Transition("deviation", "evidenced", ("open", "overdue", "evidenced"), "evidenced", "a member of the team"),
    Transition("deviation", "evidenced", ("proposed", "accepted"), "", "a member of the team"),
    Transition("deviation", "accepted", ("open", "evidenced", "overdue", "proposed"), "accepted",
               "a home owner; of a floor, an owner of the standard"),
    Transition("deviation", "rejected", ("open", "evidenced", "overdue", "proposed"), "rejected", "the same"),
    Transition("deviation", "renewed", ("open", "evidenced", "accepted"), "evidenced",
               "a member of the team, with new data", once=True),
    Transition("deviation", "widened", ("open", "evidenced", "proposed"), "", "a member of the team"),
    Transition("deviation", "widened", ("accepted",), "evidenced", "a member of the team"),
    Transition("deviation", "reopened", ("accepted",), "open", "a member of the team: wider, and no evidence yet"),
    Transition("deviation", "proposed", ("accepted",), "proposed", "a member of the team, where it is a floor"),
    Transition("deviation", "reminded", OWING, "", "time: a week before its evidence is due", once=True),
    Transition("deviation", "overdue", OWING, "overdue", "time"),
    Transition("deviation", "expired", ("open", "evidenced", "accepted", "proposed"), "expired", "time"),
    Transition("deviation", "relied-on", _DEVIATION, "",
               "homebot: it let a merge through, or a change it was not claimed for", once=True),
    Transition("deviation", "left", _DEVIATION, "", "one of its pull requests was closed unmerged"),
    Transition("deviation", "dropped", _DEVIATION, "dropped",
               "all it was claimed for was closed unmerged, and nothing else relied on it"),
    Transition("deviation", "withdrawn", _DEVIATION, "withdrawn",
               "whoever claimed it, before anybody accepted it or anything relied on it; else a home owner"),
    Transition("deviation", "handed-on", _DEVIATION, "", "the catalogue"),
    Transition("bar-raiser", "raised", START, "needed", "a rule, or anyone of home or away"),
    Transition("bar-raiser", "raised", ("dropped",), "needed", "the same"),
    Transition("bar-raiser", "reasoned", _RAISED, "", "a rule: for another reason, too"),
    Transition("bar-raiser", "asked", ("needed", "unanswered"), "asked", "homebot"),
    Transition("bar-raiser", "passed-on", ("asked",), "needed", "time, or who was asked cannot"),
    Transition("bar-raiser", "exhausted", ("needed", "unanswered"), "unanswered", "homebot: nobody is left to ask"),
    Transition("bar-raiser", "recommended-for", ("needed", "asked", "unanswered", "against", "committed"), "for",
               "an independent bar raiser"),
    Transition("bar-raiser", "recommended-against", ("needed", "asked", "unanswered", "for", "committed"), "against",
               "an independent bar raiser"),
    Transition("bar-raiser", "disagreed-and-committed", ("needed", "asked", "unanswered", "against"), "committed",
               "an independent bar raiser"),
    Transition("bar-raiser", "fallen", ("for", "against", "committed"), "needed", "the content it covered changed"),
    Transition("bar-raiser", "door-raised", _RAISED, "", "anyone of home or away"),
    Transition("bar-raiser", "lowering-proposed", _RAISED, "", "a bar raiser or a home owner"),
    Transition("bar-raiser", "door-lowered", _RAISED, "", "the other of the two"),
    Transition("bar-raiser", "revisited", ("unanswered", "for", "against", "committed", "needed"), "",
               "time: the day on which a lowered door is looked at again"),
    Transition("bar-raiser", "withdrawn", ("needed", "asked", "unanswered", "for", "committed"), "",
               "whoever asked for it, before anybody answered; after a word for it, a home owner"),
    Transition("bar-raiser", "left-open", ("needed", "asked"), "left-open", "whoever merged it before an answer"),
    Transition("bar-raiser", "dropped", _RAISED, "dropped", "no rule asks for it any more, or the change is closed"),
    Transition("override", "overridden", START, "awaiting", "a home owner"),
    Transition("override", "bypassed", START, "awaiting", "whoever merged"),
    Transition("override", "fallen", ("awaiting", "due"), "fallen",
               "the content it covered changed before the merge, or nobody merged it by its follow-up"),
    Transition("override", "merged", ("awaiting",), "", "homebot: what it covers is merged", once=True),
    Transition("override", "came-due", ("awaiting",), "due", "time"),
    Transition("override", "handed-on", ("awaiting", "due"), "", "the catalogue"),
    Transition("override", "held", ("awaiting", "due"), "held", "the bar raiser"),
    Transition("override", "regretted", ("awaiting", "due"), "regretted", "the bar raiser"),
    Transition("override", "moot", ("awaiting", "due"), "moot", "the bar raiser"),
    Transition("agreement", "proposed", START, "proposed", "whoever filled in the form"),
    Transition("agreement", "agreed", START, "agreed", "a home owner"),
    Transition("agreement", "agreed", ("proposed",), "agreed", "a home owner"),
    Transition("agreement", "declined", START, "declined", "a home owner"),
    Transition("agreement", "declined", ("proposed",), "declined", "a home owner"),
    Transition("agreement", "linked", ("agreed", "in-review", "merged", "live"), "in-review", "a pull request"),
    Transition("agreement", "unlinked", ("in-review",), "agreed", "its only pull request was closed"),
    Transition("agreement", "merged", ("agreed", "in-review"), "merged", "its pull requests are merged"),
    Transition("agreement", "part-merged", UNDERWAY, "", "one of its pull requests is merged"),
    Transition("agreement", "left", UNDERWAY, "", "a pull request was closed, or is under it no more"),
    Transition("agreement", "awaited", ("merged",), "", "a deployment to production that lacks the work"),
    Transition("agreement", "live", ("merged",), "live", "a deployment to production, else a release, else the merge"),
    Transition("agreement", "warranty-began", ("live",), "warranty", "homebot"),
    Transition("agreement", "checked", UNDERWAY, "", "home or away: an item of the hand-over's list"),
    Transition("agreement", "extended", ("warranty",), "", "time: a claim is open"),
    Transition("agreement", "overran", ("warranty",), "", "time: twice the length is over and a claim still open",
               once=True),
    Transition("agreement", "claims-settled", ("warranty",), "", "homebot: no claim is open any more"),
    Transition("agreement", "accepted", ("merged", "live", "warranty"), "handed-over", "a home owner"),
    Transition("agreement", "ended", ("warranty",), "handed-over", "time: no claim is open"),
    Transition("agreement", "thanked", (*UNDERWAY, "handed-over"), "", "homebot", once=True),
    Transition("agreement", "escalated", ("declined",), "escalated", "the away team"),
    Transition("agreement", "handed-on", ("proposed", "declined", *UNDERWAY), "", "the catalogue"),
    Transition("claim", "claimed", START, "open", "the home team, or the label"),
    Transition("claim", "acknowledged", ("open", "late"), "acknowledged", "the away team"),
    Transition("claim", "late", ("open",), "late", "time: nobody acknowledged it"),
    Transition("claim", "resolved", _CLAIM, "resolved", "home, or its issue was closed"),
    Transition("claim", "refused", _CLAIM, "refused", "a home owner: it is none"),
    Transition("claim", "handed-on", _CLAIM, "", "the catalogue"),
    Transition("escalation", "escalated", START, "open", "the away team"),
    Transition("escalation", "reminded", ("open",), "", "time, or its issue was closed without an outcome"),
    Transition("escalation", "handed-on", ("open",), "", "the catalogue"),
    Transition("escalation", "home-does", ("open",), "home-does", "a manager or home owner"),
    Transition("escalation", "away-later", ("open",), "away-later", "a manager or home owner"),
    Transition("escalation", "duplicate", ("open",), "duplicate", "a manager or home owner"),
    Transition("escalation", "declined", ("open",), "declined", "a manager or home owner"),
    Transition("duplication", "duplicated", START, "recorded", "a member of a team of the catalogue"),
)  # fmt: skip
"""Read with care: changing a line changes what people may do."""

OUTLASTING: frozenset[tuple[Kind, str]] = frozenset({("deviation", "overdue")})
"""States in which a decision stays though its `until` passes: what is owed is owed still."""


def transition(kind: Kind, state: str, act: str) -> Transition | None:
    """What an act does in a state, the empty one for a new decision; `None` where it cannot be done."""
    return next((one for one in TABLE if one.kind == kind and one.act == act and state in one.before), None)


def is_final(kind: Kind, state: str) -> bool:
    """Whether nothing leads out of it."""
    return not any(one.kind == kind and state in one.before and one.after not in ("", state) for one in TABLE)


def states(kind: Kind) -> tuple[str, ...]:
    """Everything a decision of a kind can be, in the table's order."""
    named = (state for one in TABLE if one.kind == kind for state in (*one.before, one.after) if state)
    return tuple(dict.fromkeys(named))
