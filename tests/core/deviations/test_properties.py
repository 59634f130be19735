"""Whatever is said by whomever in whatever order: no floor passes without its owner, one deviation is open at a time,
nothing happens that the table does not have, and nothing is done by a refusal."""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.deviations.force import is_overdue
from homebot.core.facts import Snapshot
from homebot.core.since import Since
from tests import build
from tests.core.deviations.claims import DATA, Register, broken, directory, other

FILES = (build.file(), build.file("ledger/refund.py"), build.file("tests/test_x.py"))
WIDER = other(
    8,
    files=FILES,
    functions=(build.function("settle", 4, 14), build.function("refund", 4, 14, path="ledger/refund.py")),
)
INVOLVED = frozenset(("alice", "al", "bob", "bea"))
CHANGED = broken(head_oid="f" * 40, since=(Since(build.HEAD, ("ledger/close.py",)),))
PULLS = (broken(), CHANGED, WIDER, other(9, author="vera"), other(10, author="bob"), other(11, author="stranger"))
ACTORS = st.sampled_from(("alice", "al", "bob", "bea", "vera", "gina", "ines", "dana", "stranger"))
LINES = st.sampled_from(
    (
        'deviate complexity because="the parser is generated" until={soon}',
        'deviate complexity because="the parser is generated" until={late}',
        f'deviate complexity because="it is faster like this" until={{soon}} {DATA}',
        'deviate complexity because="it is faster so" until={late} data=https://ci.example/8 says="it still holds"',
        f"evidence {{name}} {DATA}",
        "accept {name}",
        "accept {name}",
        'reject {name} because="it is written by hand"',
        'reject {name} because="no"',
    )
)
STEPS = st.lists(
    st.tuples(ACTORS, LINES, st.sampled_from(PULLS), st.integers(1, 4), st.sampled_from((0, 0, 0, 3, 25, 40, 100))),
    max_size=14,
)


def live(register: Register, steps: list[tuple[str, str, Snapshot, int, int]], check: Any) -> None:
    for actor, line, pull, number, days in steps:
        register.sweep(days)
        soon, late = (register.now + timedelta(days=ahead) for ahead in (20, 120))
        said = line.format(soon=f"{soon:%Y-%m-%d}", late=f"{late:%Y-%m-%d}", name=f"D{number}")
        found = register.say(f"/homebot {said}", actor, pull)
        assert not (found.refused and found.acts)
        assert found.refused or found.acts
        check(register)


def one_at_a_time(register: Register) -> None:
    open_ones = [one.scope for one in register.records.values() if not one.final]
    assert all(number == 1 for number in Counter((one.standard, one.service) for one in open_ones).values())
    for one in register.records.values():
        assert one.until is not None
        assert one.due is None or one.due <= one.until


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_what_is_broken_never_holds(steps: list[tuple[str, str, Snapshot, int, int]]) -> None:
    def check(register: Register) -> None:
        one_at_a_time(register)
        for pull in PULLS:
            decision = register.decided(pull)
            (judged,) = [one for one in decision.judgements if one.standard == "complexity"]
            assert judged.outcome in ("fail", "deviated")
            assert decision.standards_conclusion == ("failure" if judged.outcome == "fail" else "neutral")
            overdue = [one for one in register.records.values() if is_overdue(one, register.now)]
            assert judged.outcome == "fail" or not overdue

    live(Register(), steps, check)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from((("gina",), (), ("payments",), ("bob", "alice", "video"))))
def test_no_floor_passes_without_an_owner_of_the_standard(
    steps: list[tuple[str, str, Snapshot, int, int]], owners: tuple[str, ...]
) -> None:
    def check(register: Register) -> None:
        one_at_a_time(register)
        for pull in PULLS:
            if register.judged(snapshot=pull).outcome == "deviated":
                (record,) = [one for one in register.records.values() if not one.final]
                approved = record.last("accepted", "claimed", "proposed", "widened", "reopened", "renewed")
                assert approved is not None
                assert (record.scope.pull, record.scope.head) == (str(pull.pull), pull.conversation.head_oid)
                assert approved.act == "accepted", "nothing was added to it since"
                assert approved.by not in INVOLVED | set(record.fact("authors").split())

    live(Register(directory("floor", owners)), steps, check)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(("bob", "bea", "alice", "al")), LINES, st.just(PULLS[0]), st.integers(1, 3),
                          st.sampled_from((0, 5, 40))), max_size=20))  # fmt: skip
def test_home_and_away_alone_never_let_a_floor_pass(steps: list[tuple[str, str, Snapshot, int, int]]) -> None:
    def check(register: Register) -> None:
        assert register.judged().outcome == "fail"

    live(Register(directory("floor")), steps, check)
