"""What a bar raiser says of a decision: `for`, `against`, or `disagree-and-commit`."""

from collections.abc import Sequence

from homebot.core.bar_raisers.independence import Change, independence
from homebot.core.bar_raisers.reasons import found_by_rules
from homebot.core.bar_raisers.steps import OPEN, Facts, answer, stands_against
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.shown import head_shown
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear, reason
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series

ACTS = {
    "for": "recommended-for",
    "against": "recommended-against",
    "disagree-and-commit": "disagreed-and-committed",
}
_AFTER = {"for": ("for",), "against": ("against",), "disagree-and-commit": ("for", "committed")}
"""The states in which a word changes nothing, or takes back what was better."""
_FORM = '`/homebot recommend B7 for|against|disagree-and-commit because="..."`'


def recommend(call: Call, world: World, record: Record | None) -> Answer:
    """Takes the recommendation of an independent bar raiser of the decision's kind, whoever of them was asked."""
    word = _word(call.words[1:] if record is not None else call.words)
    if word is None:
        return refuse(_unclear() if record is not None else _which(call, world))
    try:
        because = reason(call)
    except Unclear as unclear:
        return refuse(f"{unclear} The form is {_FORM}.")
    found = record or _meant(world)
    if isinstance(found, str):
        return refuse(found)
    why_not = _place(found, world) or _closed(found) or _not_their_kind(found, world)
    return refuse(why_not) if why_not else _taken(word, because, found, world)


def _word(words: Sequence[str]) -> str | None:
    return words[0].lower() if len(words) == 1 and words[0].lower() in ACTS else None


def _which(call: Call, world: World) -> str:
    """Why the words cannot be meant."""
    if call.words and call.words[0][:1].upper() == "B" and call.words[0].lower() not in ACTS:
        known = [one.name for one in _open_here(world)]
        here = f" Open here: {series([code(name) for name in known])}." if known else " None is open here."
        return f"There is no such decision as {code(call.words[0], 40)} for you to see.{here} The form is {_FORM}."
    return _unclear()


def _unclear() -> str:
    return f"Say what you recommend: `for`, `against` or `disagree-and-commit`. The form is {_FORM}."


def _open_here(world: World) -> list[Record]:
    pull = world.place
    records = [one for one in world.register.records if one.kind == "bar-raiser" and one.scope.pull == pull]
    return [one for one in records if one.state in OPEN]


def _meant(world: World) -> Record | str:
    """The decision that somebody means who names none; why nobody can tell."""
    mine = [one for one in _open_here(world) if world.actor in _people(one, world)]
    asked = [one for one in mine if one.state == "asked" and world.actor in one.people]
    for some in (asked, mine):
        if len(some) == 1:
            return some[0]
    if not mine:
        return "No decision of a kind that you are a bar raiser of is open here."
    return f"Several decisions are open here: name one of {series([code(one.name) for one in mine])}. {_FORM}"


def _people(record: Record, world: World) -> tuple[str, ...]:
    return world.directory.bar_raisers.get(record.scope.kind, ())


def _place(record: Record, world: World) -> str:
    if record.kind != "bar-raiser":
        return f"{code(record.name)} is not a bar raiser's decision. The form is {_FORM}."
    if world.snapshot is None or str(world.snapshot.pull) != record.scope.pull:
        return f"{code(record.name)} is about {code(record.scope.pull)}: say it there, where the change can be seen."
    state = world.snapshot.conversation.state
    return "" if state == "open" else f"The pull request is {state}; there is nothing to decide any more."


def _closed(record: Record) -> str:
    if record.state in OPEN:
        return ""
    return f"{code(record.name)} is {record.state}: there is nothing to decide any more."


def _not_their_kind(record: Record, world: World) -> str:
    if world.actor in _people(record, world):
        return ""
    people = series([code(login) for login in _people(record, world)]) or "nobody"
    return f"{code(record.name)} is for a bar raiser of {code(record.scope.kind)}: {people}. Nothing was changed."


def _taken(word: str, because: str, record: Record, world: World) -> Answer:
    assert world.snapshot is not None
    assert world.decision is not None
    change = Change(world.snapshot, world.directory, world.decision.recognition)
    if why_not := _not_now(word, world.actor, change, record):
        return refuse(why_not)
    try:
        head = world.snapshot.conversation.head_oid if word == "against" else head_shown(world, record.scope.pull)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed.")
    reasons = found_by_rules(world.snapshot, world.directory, change.recognition, world.decision.judgements)
    facts = Facts(change, record.scope.kind, tuple(one for one in reasons if one.kind == record.scope.kind))
    entry = answer(
        record, facts, ACTS[word], world.actor, because, head,
        given_at=world.now.isoformat(), key=f"{world.command}:{ACTS[word]}",
    )  # fmt: skip
    return Answer(_said(word, record), (Act("entry", entry=entry),))


def _not_now(word: str, actor: str, change: Change, record: Record) -> str:
    failed = independence(actor, change, record).failed
    if failed:
        why = "; ".join(plain(one) for one in failed)
        return f"You are not independent of this change: {why}. Another bar raiser of the kind decides."
    if record.state in _AFTER[word]:
        return f"{code(record.name)} is {record.state} already; that would change nothing."
    by = stands_against(record, change)
    if by not in ("", actor):
        return f"{code(by)} recommends against it, and only they take that back. {_way_out(record)}"
    return ""


def _said(word: str, record: Record) -> str:
    name = f"{code(record.name)} ({code(record.scope.kind)})"
    if word == "for":
        return f"{name}: you recommend it. It stands until what it covers changes."
    if word == "against":
        return f"{name}: you recommend against it, and `homebot: review` waits. {_way_out(record)}"
    return f"{name}: you disagree and commit. It is kept, and blocks nothing."


def _way_out(record: Record) -> str:
    form = code(f'/homebot override {record.name} because="..." follow-up=DATE')
    return f"The author may change it, or a home owner go against it: {form}."
