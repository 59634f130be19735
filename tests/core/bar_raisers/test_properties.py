"""Whatever happens to a pull request, in whatever order: what must hold of its bar raisers' decisions always does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.bar_raisers.assignment import MOST_OPEN
from homebot.core.bar_raisers.independence import Change, independence
from homebot.core.directory import Directory
from homebot.core.facts import RequestEvent, Review, Snapshot
from homebot.core.register.entries import Entry
from homebot.core.since import Since
from tests import build
from tests.core.bar_raisers.company import (
    CODE,
    MIGRATION,
    acts,
    company,
    decided,
    entries_of,
    migrating,
    plain,
    silent,
    with_entries,
)
from tests.core.bar_raisers.saying import said

COMPANY = company(bar_raisers={"architecture": ("gina", "hugo", "vera"), "security": ("ines", "gina")})
SECRET = build.file("ledger/auth/keys.py")
PEOPLE = st.sampled_from(["gina", "hugo", "vera", "ines", "bob", "bea", "alice", "al"])
LINES = st.sampled_from(
    [
        "/homebot raise security",
        '/homebot raise architecture door=one-way because="callers may rely on it"',
        "/homebot raise B1 door=one-way",
        '/homebot raise B1 door=two-way rollback="the old table stays" revisit=2026-12-24',
        "/homebot raise B1 door=two-way",
        '/homebot recommend for because="I have read all of it"',
        '/homebot recommend B1 against because="nobody can undo this"',
        '/homebot recommend B2 disagree-and-commit because="it can be undone"',
        "/homebot recommend B1 for",
    ]
)
Step = Callable[[Snapshot], Snapshot]


def talk(snapshot: Snapshot, **changes: object) -> Snapshot:
    return replace(snapshot, conversation=replace(snapshot.conversation, **changes))  # type: ignore[arg-type]


def reviews(author: str, state: str, body: str) -> Step:
    def step(snapshot: Snapshot) -> Snapshot:
        found = Review(author, state, snapshot.at, snapshot.conversation.head_oid, body)  # type: ignore[arg-type]
        return talk(snapshot, reviews=(*snapshot.conversation.reviews, found))

    return step


def says(actor: str, line: str) -> Step:
    def step(snapshot: Snapshot) -> Snapshot:
        entries = sum(len(one.entries) for one in snapshot.decisions)
        answer = said(snapshot, actor, line, COMPANY, f"{entries}:1")
        return with_entries(snapshot, *(act.entry for act in answer.acts if act.entry is not None))

    return step


def pushes(files: tuple[build.FileChange, ...], differing: tuple[str, ...], number: int) -> Step:
    def step(snapshot: Snapshot) -> Snapshot:
        old, new = snapshot.conversation.head_oid, f"{number:040x}"
        since = (*(Since(one.oid, differing) for one in snapshot.change.since), Since(old, differing))
        changed = replace(snapshot.change, files=files, head=new, since=tuple(one for one in since if one.oid != new))
        return talk(replace(snapshot, change=changed), head_oid=new)

    return step


def asks_for(login: str) -> Step:
    def step(snapshot: Snapshot) -> Snapshot:
        event = RequestEvent(login, "alice", False, snapshot.at)
        return talk(snapshot, requests=(*snapshot.conversation.requests, event))

    return step


def loads(login: str, number: int) -> Step:
    return lambda snapshot: replace(snapshot, raiser_loads=((login, number),))


def absent(login: str, days: int) -> Step:
    def step(snapshot: Snapshot) -> Snapshot:
        until = snapshot.at + timedelta(days=days)
        people = (replace(one, absent_until=until) if one.login == login else one for one in snapshot.people)
        return replace(snapshot, people=tuple(people))

    return step


STEPS = st.one_of(
    st.builds(
        reviews,
        PEOPLE,
        st.sampled_from(["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"]),
        st.sampled_from(["", "LGTM", "This can be undone in an hour."]),
    ),
    st.builds(says, PEOPLE, LINES),
    st.builds(
        pushes,
        st.sampled_from([CODE, (*CODE, MIGRATION), (*CODE, SECRET), (*CODE, MIGRATION, SECRET)]),
        st.sampled_from([(), (MIGRATION.path,), (SECRET.path,), ("ledger/close.py",)]),
        st.integers(1, 9),
    ),
    st.builds(asks_for, PEOPLE),
    st.builds(loads, PEOPLE, st.integers(0, 3)),
    st.builds(absent, PEOPLE, st.integers(-1, 9)),
    st.builds(lambda state: lambda snapshot: talk(snapshot, state=state), st.sampled_from(["open", "open", "closed"])),
    st.builds(lambda draft: lambda snapshot: talk(snapshot, draft=draft), st.booleans()),
    st.builds(lambda login: lambda snapshot: talk(snapshot, committers=(login,)), PEOPLE),
)


def check_entry(entry: Entry, snapshot: Snapshot, directory: Directory) -> None:
    """What must hold of each thing that an evaluation writes down."""
    change = Change(snapshot, directory, decided(snapshot, directory).recognition)
    known = next((one for one in snapshot.decisions if one.number == entry.number), None)
    if entry.act == "asked":
        (login,) = entry.people
        assert independence(login, change, known).independent
        assert dict(snapshot.raiser_loads).get(login, 0) < MOST_OPEN
        assert entry.due is not None
        assert entry.due > snapshot.at
    if entry.act.startswith("recommended"):
        assert entry.by in directory.bar_raisers[known.scope.kind if known else ""]
        assert independence(entry.by, change, known).independent
        assert len(entry.because.split()) >= 3


def check(snapshot: Snapshot, directory: Directory) -> None:
    """What must hold after each evaluation."""
    assert acts(snapshot, directory) == [], "a second look has nothing to say"
    decision = decided(snapshot, directory)
    kinds = [one.scope.kind for one in snapshot.decisions]
    assert len(kinds) == len(set(kinds)), "one decision of each kind"
    for one in decision.key_decisions:
        if one.met:
            assert one.state in ("for", "committed") or (one.state == "unanswered" and not one.one_way)
        if one.state == "asked":
            assert len(one.people) == 1
    unmet = [one for one in decision.key_decisions if not one.met]
    if snapshot.conversation.state == "open" and unmet:
        assert decision.review_conclusion is None


@given(st.lists(STEPS, max_size=12), st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_must_hold_always_does(steps: list[Step], asked_first: bool) -> None:
    snapshot = migrating() if asked_first else plain()
    snapshot = replace(snapshot, people=build.people("bob", "bea", "al", "gina", "hugo", "ines", "vera"))
    for step in steps:
        snapshot = step(replace(snapshot, at=snapshot.at + timedelta(hours=11)))
        snapshot = silent(snapshot, snapshot.at, COMPANY)
        for entry in entries_of(snapshot, COMPANY):
            check_entry(entry, snapshot, COMPANY)
            snapshot = with_entries(snapshot, entry)
        check(snapshot, COMPANY)
