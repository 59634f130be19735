"""The next thing to be written down of a bar raiser's decision, one at a time, from the facts of an evaluation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Unpack

from homebot.core.bar_raisers.assignment import answer_due, candidates, unavailable
from homebot.core.bar_raisers.independence import Change, independence
from homebot.core.bar_raisers.part import Reason
from homebot.core.bar_raisers.reasons import asked_by_people, services_of, strictest
from homebot.core.bar_raisers.reviews import answers, covered_by, sentence
from homebot.core.bar_raisers.revisit import revisit_due
from homebot.core.register.covered import is_known, what_changed
from homebot.core.register.entries import Entry, Given, Scope
from homebot.core.register.further import further, key_of
from homebot.core.register.record import Record
from homebot.core.register.table import ANSWERS

Said = tuple[tuple[str, str], ...]
MOST_PATHS = 200
"""Paths that a decision keeps; one on more is about all of the change."""
ANSWERED = ("for", "against", "committed")
OPEN = ("needed", "asked", "unanswered", *ANSWERED)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an evaluation says of one kind's decision: the change, and what rules ask."""

    change: Change
    kind: str
    reasons: tuple[Reason, ...]

    @property
    def is_asking(self) -> bool:
        """Whether people are asked now: nobody for a draft, and nobody where every service only observes."""
        draft = self.change.snapshot.conversation.draft
        return not draft and strictest(services_of(self.reasons, self.change.recognition)) != "observe"


def begun(facts: Facts, numbers: Iterator[int]) -> Entry | None:
    """The entry that begins a decision which a rule asks for: not on a draft, which may still become another change."""
    talk = facts.change.snapshot.conversation
    if not facts.reasons or talk.draft:
        return None
    return raised(facts, next(numbers), f"raised:{facts.change.snapshot.pull}:{facts.kind}")


def raised(facts: Facts, number: int, key: str, before: Record | None = None, **more: Any) -> Entry:
    """The entry that asks for a decision; without a word of anybody, for what the rules found. Asked for once more, a
    door stays as people raised it `before`."""
    change = facts.change
    concerned = services_of(facts.reasons, change.recognition)
    first = concerned[0] if concerned else None
    pull = str(change.snapshot.pull)
    said = (
        ("author", change.snapshot.conversation.author),
        ("title", change.snapshot.conversation.title[:200]),
        ("door", _door(facts, before)),
        ("triggers", "\n".join(one.text for one in facts.reasons)),
    )
    given: dict[str, Any] = {"because": "; ".join(one.text for one in facts.reasons)[:1_000], "said": said}
    return Entry(
        key=key,
        number=number,
        kind="bar-raiser",
        act="raised",
        at=change.snapshot.at,
        place=pull,
        team=change.recognition.away_team or "",
        home=first.team if first else "",
        scope=Scope(service=first.service if first else "", kind=facts.kind, pull=pull, paths=paths_of(facts)),
        configuration=change.directory.digest,
        **{**given, **more},
    )


def _door(facts: Facts, before: Record | None) -> str:
    kept = before is not None and before.fact("door") == "one-way" and bool(asked_by_people(before))
    return "one-way" if kept or any(one.one_way for one in facts.reasons) else "two-way"


def paths_of(facts: Facts) -> tuple[str, ...]:
    """What the decision is about: the paths that the rules name; all of the change, told by none, where people asked or
    there are too many."""
    paths = tuple(dict.fromkeys(path for one in facts.reasons for path in one.paths))
    return paths if len(paths) <= MOST_PATHS else ()


def next_entry(record: Record, facts: Facts, others: tuple[Record, ...]) -> Entry | None:
    """What is to be written down next; `others` are the pull request's other decisions. `None`: nothing is left."""
    if record.state == "dropped":
        return _once_more(record, facts)
    if record.state not in OPEN:
        return None
    if facts.change.snapshot.conversation.state != "open":
        return _ended(record, facts)
    if not _is_wanted(record, facts):
        return _entry(record, facts, "dropped", because="nothing asks for it any more")
    return (
        _joined(record, facts) or _fallen(record, facts) or _answered(record, facts) or _asking(record, facts, others)
    )


def _once_more(record: Record, facts: Facts) -> Entry | None:
    talk = facts.change.snapshot.conversation
    if talk.state != "open" or talk.draft or not _is_wanted(record, facts):
        return None
    return raised(facts, record.number, key_of(record, "raised"), record)


def _entry(record: Record, facts: Facts, act: str, **given: Unpack[Given]) -> Entry:
    snapshot, directory = facts.change.snapshot, facts.change.directory
    return replace(further(record, act, snapshot.at, directory, **given), place=str(snapshot.pull))


def _is_wanted(record: Record, facts: Facts) -> bool:
    """Whether a rule or a person asks for it, and there is anybody of that kind to decide."""
    if not facts.change.directory.bar_raisers.get(facts.kind):
        return False
    return bool(facts.reasons or asked_by_people(record))


def _ended(record: Record, facts: Facts) -> Entry | None:
    """What a merge leaves open is kept as that; what is closed needs no decision. An answer stays: whoever closes and
    opens a pull request again does not get rid of it."""
    if record.state in ANSWERED:
        return None
    if facts.change.snapshot.conversation.state == "closed":
        return _entry(record, facts, "dropped", because="the pull request was closed")
    if record.state == "unanswered":
        return None
    by = facts.change.snapshot.conversation.merged_by or "somebody"
    return _entry(record, facts, "left-open", because=f"`{by}` merged it before anybody had answered")


def _joined(record: Record, facts: Facts) -> Entry | None:
    """A rule asks that did not before; one that speaks of a one-way door raises it."""
    known = {line.partition(": ")[0] for line in record.fact("triggers").splitlines()}
    new = [one for one in facts.reasons if one.name not in known]
    if not new:
        return None
    said = [("triggers", "\n".join((*record.fact("triggers").splitlines(), *(one.text for one in new))))]
    said += [("door", "one-way")] if any(one.one_way for one in new) else []
    because = "; ".join(one.text for one in new)[:1_000]
    return _entry(record, facts, "reasoned", because=because, due=record.due, said=tuple(said))


def _fallen(record: Record, facts: Facts) -> Entry | None:
    """An answer covers the content it was given on, as an approval does."""
    snapshot, head = facts.change.snapshot, record.scope.head
    if record.state not in ANSWERED or not head:
        return None
    if record.state == "against" and not is_known(snapshot, head):
        return None
    last = record.last(*ANSWERS)
    given_at = last.at if last is not None else None
    now = paths_of(facts) if facts.reasons else record.scope.paths
    changed = what_changed(snapshot, head, covered_by(record.scope.paths, now), given_at)
    if changed is None:
        return None
    return _entry(record, facts, "fallen", because=changed, said=(("declined", ""),))


def _answered(record: Record, facts: Facts) -> Entry | None:
    """What a review says. Who is against takes it back themselves, or an override goes against it."""
    for act, review in answers(facts.kind, facts.change, record):
        if record.state in {"recommended-for": ("for",), "recommended-against": ("against",)}[act]:
            continue
        if stands_against(record, facts.change) not in ("", review.author):
            continue
        return answer(
            record, facts, act, review.author, sentence(review.body), review.oid or "",
            given_at=review.submitted_at.isoformat(), key=key_of(record, act),
        )  # fmt: skip
    return None


def stands_against(record: Record, change: Change) -> str:
    """Whose `against` stands, that nobody else may turn into a `for`; of somebody who may still decide."""
    by = record.fact("answered-by")
    may = by in change.directory.bar_raisers.get(record.scope.kind, ()) and independence(by, change, record).independent
    return by if record.state == "against" and may else ""


def answer(
    record: Record, facts: Facts, act: str, by: str, because: str, head: str, *, given_at: str, key: str
) -> Entry:
    """The entry of an answer on the change as it is at `head`."""
    covered = () if asked_by_people(record) else paths_of(facts)
    scope = Scope(record.scope.service, kind=facts.kind, pull=record.scope.pull, head=head, paths=covered)
    passed = "\n".join(independence(by, facts.change, record).passed)
    return Entry(
        key=key,
        number=record.number,
        kind="bar-raiser",
        act=act,
        at=facts.change.snapshot.at,
        by=by,
        place=record.scope.pull,
        because=because,
        scope=scope,
        due=revisit_due(record),
        said=(("answered-at", given_at), ("answered-by", by), ("passed", passed)),
        configuration=facts.change.directory.digest,
    )


def _asking(record: Record, facts: Facts, others: tuple[Record, ...]) -> Entry | None:
    """Who is asked, or why it is passed on; once more where it waits though nobody was left, and somebody has time."""
    if record.state == "asked":
        return _passed_on(record, facts)
    if not (record.state == "needed" or _is_unheard(record)) or not facts.is_asking:
        return None
    found = candidates(facts.kind, facts.change, record, others)
    over = "\n".join(f"`{login}` {why_not}" for login, why_not in found.passed_over)
    if found.chosen is None:
        return _exhausted(record, facts, over, found.withheld)
    due = answer_due(found.chosen, facts.change)
    asked_at = facts.change.snapshot.at.isoformat()
    said = (("asked-at", asked_at), ("passed", "\n".join(found.passed)), ("passed-over", over))
    return _entry(record, facts, "asked", people=(found.chosen,), due=due, said=said)


def _is_unheard(record: Record) -> bool:
    """Whether it waits though nobody was left to ask."""
    kept_away = record.fact("door") == "one-way" or bool(record.fact("withheld"))
    return record.state == "unanswered" and kept_away


def _exhausted(record: Record, facts: Facts, over: str, withheld: tuple[str, ...]) -> Entry | None:
    """Nobody is left to ask; said again only once nobody is `withheld` any more who could have been."""
    if record.state == "unanswered" and (withheld or not record.fact("withheld")):
        return None
    said: Said = (("passed-over", over), ("withheld", " ".join(withheld)))
    return _entry(record, facts, "exhausted", because="nobody can be asked", due=revisit_due(record), said=said)


def _passed_on(record: Record, facts: Facts) -> Entry | None:
    """Who was asked cannot decide any more, or has no time now."""
    for login in record.people:
        is_one = login in facts.change.directory.bar_raisers.get(facts.kind, ())
        failed = independence(login, facts.change, record).failed if is_one else ("is none of this kind any more",)
        why_not = failed[0] if failed else unavailable(login, facts.change)
        if why_not:
            return _entry(record, facts, "passed-on", because=f"`{login}`: {why_not}")
    return None
