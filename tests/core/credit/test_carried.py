"""Who carries what, by rules alone; with real manifests and tags: tests/app/test_carrying.py."""

import itertools
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.versions import at_least
from homebot.core.credit.carried import Consumer, Holding, Named, PartRelease, changes
from homebot.core.credit.events import Carried, Dropped
from tests.build import NOW

A, B = "pkg:pypi/a", "pkg:pypi/b"
VERSIONS = st.sampled_from(["", "1.0", "1.1", "1.1rc1", "2.0", "main"])
NAMED = st.lists(st.builds(Named, st.sampled_from([A, B]), VERSIONS, *map(st.just, ("r", "c", "p", 1))), max_size=3)
RELEASES = st.lists(
    st.builds(PartRelease, st.sampled_from(["x#1", "x#2"]), st.just("ledgerd"), st.sampled_from([A, B]),
              st.sampled_from(["", "1.0", "1.1", "2.0"]), st.just("payments")),
    max_size=5, unique_by=lambda one: (one.of, one.package),
)  # fmt: skip
Known = dict[tuple[str, str], Holding]


def look(named: list[Named], releases: list[PartRelease], known: Known, conflict: frozenset[str] = frozenset(),
         team: str = "video", service: str = "player", no: str = "") -> list[Carried | Dropped]:  # fmt: skip
    """What is new, noted in `known` as the ledger's view notes it."""
    consumer = Consumer(service, team, tuple(named), "acme/player", "c" * 40)
    found = changes(consumer, releases, known, conflict, lambda service, home: no, at_least, NOW)
    for fact in found:
        before = known.get((fact.of, fact.service))
        times = (before.times if before else 0) + isinstance(fact, Carried)
        known[fact.of, fact.service] = Holding(
            fact.of, fact.service, fact.consumer, fact.evidence.package, fact.at, isinstance(fact, Carried), times
        )
    return list(found)


@given(RELEASES, st.lists(NAMED, max_size=6))
def test_facts_alternate_each_once_and_later_than_the_one_before(
    releases: list[PartRelease], story: list[list[Named]]
) -> None:
    known: Known = {}
    told: list[Carried | Dropped] = []
    for named in story:
        told += look(named, releases, known)
        assert look(named, releases, known) == []
    assert len({fact.key for fact in told}) == len(told)
    for of in ("x#1", "x#2"):
        mine = [fact for fact in told if fact.of == of]
        assert [isinstance(fact, Carried) for fact in mine] == [number % 2 == 0 for number in range(len(mine))]
        assert all(later.at > earlier.at for earlier, later in itertools.pairwise(mine))


@given(RELEASES, NAMED, st.randoms())
def test_the_order_of_lines_and_releases_does_not_matter(
    releases: list[PartRelease], named: list[Named], chance: Random
) -> None:
    shuffled, mixed = releases[:], named[:]
    chance.shuffle(shuffled)
    chance.shuffle(mixed)
    one, other = look(named, releases, {}), look(mixed, shuffled, {})
    assert [fact.key for fact in one] == [fact.key for fact in other]


@given(RELEASES, NAMED)
def test_nobody_adopts_of_oneself_of_home_or_without_leave(releases: list[PartRelease], named: list[Named]) -> None:
    assert look(named, releases, {}, team="payments") == []
    assert look(named, releases, {}, service="ledgerd") == []
    assert look(named, releases, {}, no="it is archived") == []
    assert look(named, releases, {}, conflict=frozenset({A, B})) == []


def test_of_two_packages_one_is_enough() -> None:
    releases = [
        PartRelease("x#1", "ledgerd", A, "1.0", "payments"),
        PartRelease("x#1", "ledgerd", B, "5.0", "payments"),
    ]
    known: Known = {}
    old, other = Named(A, "1.0", "r", "c", "p", 1), Named(B, "5.1", "r", "c", "p", 2)
    assert len(look([old], releases, known)) == 1
    assert look([other], releases, known) == []
    [dropped] = look([Named(B, "4.0", "r", "c", "p", 2)], releases, known)
    assert isinstance(dropped, Dropped)
    assert dropped.because == "player resolves pkg:pypi/b 4.0, below 5.0"
    assert dropped.at == NOW + timedelta(microseconds=1)


def test_who_is_refused_later_keeps_what_was_adopted() -> None:
    releases = [PartRelease("x#1", "ledgerd", A, "", "payments")]
    known: Known = {}
    named = [Named(A, "", "r", "c", "p", 1)]
    assert len(look(named, releases, known)) == 1
    assert look(named, releases, known, no="it is archived") == []
    assert len(look([], releases, known, no="it is archived")) == 1
