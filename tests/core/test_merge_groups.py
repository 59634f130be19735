"""What a merge group holds, and the worst that is said of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.decision import Conclusion
from homebot.core.facts import Observed
from homebot.core.merge_groups import Entry, Held, Holding, MergeGroup, Part, QueueView, holding, parts, verdict
from homebot.core.policy import decide
from homebot.core.waits import Hold
from tests import build

GROUP = MergeGroup(head="c" * 40, base="b" * 40, branch="main", number=8)
TIP = "a" * 40
ENTRIES = (Entry(3, 9, "9" * 40, None), Entry(2, 8, "8" * 40, GROUP.head), Entry(1, 7, "7" * 40, GROUP.base))


def view(entries: tuple[Entry, ...] | None = ENTRIES, tip: str | None = TIP) -> QueueView:
    return QueueView(entries, tip, Observed())


SEEN, LISTED = "GitHub does not show homebot the queue", "GitHub's queue does not list it"
GAP = ", so nobody can tell what else this group holds"


@pytest.mark.parametrize(
    ("group", "seen", "expected"),
    [
        pytest.param(GROUP, view(), Holding(((7, "7" * 40), (8, "8" * 40)), True), id="itself and those ahead"),
        pytest.param(replace(GROUP, number=None), view(), Holding(((7, "7" * 40), (8, "8" * 40)), True), id="no name"),
        pytest.param(GROUP, view(None, GROUP.base), Holding(((8, None),), False), id="unseen, alone on the tip"),
        pytest.param(GROUP, view(None), Holding(((8, None),), False, SEEN + GAP), id="unseen, on another group"),
        pytest.param(replace(GROUP, number=None), view(None, GROUP.base), Holding((), False, SEEN + GAP), id="unnamed"),
        pytest.param(GROUP, view(()), Holding(((8, None),), False, LISTED + GAP), id="left the queue"),
        pytest.param(GROUP, view((replace(ENTRIES[1], group_head=TIP),), GROUP.base),
                     Holding(((8, "8" * 40),), False), id="made anew"),
        pytest.param(replace(GROUP, base=""), view(None, ""), Holding(((8, None),), False, SEEN + GAP), id="no base"),
    ],
)  # fmt: skip
def test_what_a_group_holds(group: MergeGroup, seen: QueueView, expected: Holding) -> None:
    assert holding(group, seen) == expected


def held(number: int = 7, mode: Any = "enforce", **facts: Any) -> Held:
    """A pull request with its evaluation."""
    snapshot = build.snapshot(**facts)
    directory = build.directory(services=[build.service("ledgerd", "payments", mode=mode)])
    return Held(number, snapshot, decide(snapshot, directory, "test"))


READY = held(reviews=(build.review(),))
FAR = build.function(before=None, after=40)


@pytest.mark.parametrize(
    ("one", "standards", "review", "why"),
    [
        pytest.param(READY, "success", "success", "ready", id="ready"),
        pytest.param(held(), "success", "failure", "waiting for", id="review in progress"),
        pytest.param(held(holds=(Hold("bea", "", build.NOW),), reviews=(build.review(),)), "success", "failure",
                     "on hold", id="held"),
        pytest.param(held(reviews=(build.review(state="CHANGES_REQUESTED"),)), "success", "failure",
                     "bob asked for changes — alice's turn since 2026-11-23", id="objection"),
        pytest.param(held(functions=(FAR,), reviews=(build.review(),)), "failure", "success",
                     "waiting for the standards", id="to mend"),
        pytest.param(held(mode="observe"), "neutral", "neutral", "", id="observe"),
        pytest.param(held(mode="advise", functions=(FAR,)), "neutral", "neutral", "", id="advise"),
        pytest.param(held(unreadable="no such ref"), "failure", "failure", "could not be read", id="unreadable"),
        pytest.param(Held(7, missing="to be evaluated", waiting=True), None, None, "to be evaluated", id="to come"),
        pytest.param(Held(7, missing="not evaluated"), "failure", "failure", "not evaluated", id="never evaluated"),
    ],
)  # fmt: skip
def test_what_a_pull_request_means_for_its_group(
    one: Held, standards: Conclusion | None, review: Conclusion | None, why: str
) -> None:
    (first,), (second,) = parts("standards", (one,), True), parts("review", (one,), True)
    assert (first.conclusion, second.conclusion) == (standards, review)
    assert why in second.why


def test_what_was_never_evaluated_blocks_nothing_where_nothing_is_enforced() -> None:
    (part,) = parts("review", (Held(7, missing="not evaluated"),), False)
    assert part.conclusion == "neutral"
    assert verdict((), enforced=False, gap="who knows") == "neutral"


S, N, F, W = "success", "neutral", "failure", None


@pytest.mark.parametrize(
    ("found", "gap", "expected"),
    [
        ((S,), "", S), ((N,), "", N), ((F,), "", F), ((W,), "", W), ((S, N), "", S), ((N, N), "", N), ((S, F), "", F),
        ((F, W), "", F), ((S, W), "", W), ((N, F), "", F), ((), "", F), ((S,), "gap", F), ((N,), "gap", F),
        ((W,), "gap", W),
    ],
)  # fmt: skip
def test_the_worst_decides(found: tuple[Conclusion | None, ...], gap: str, expected: Conclusion | None) -> None:
    said = tuple(Part(number, conclusion, "") for number, conclusion in enumerate(found, 1))
    assert verdict(said, True, gap) == expected


@given(st.lists(st.sampled_from([S, N, F, W]), min_size=1, max_size=6), st.randoms())
def test_a_group_passes_only_when_each_does_alone(found: list[Conclusion | None], random: Any) -> None:
    said = [Part(number, conclusion, "") for number, conclusion in enumerate(found, 1)]
    whole = verdict(tuple(said), True)
    alone = {verdict((part,), True) for part in said}
    assert (whole in (S, N)) == (alone <= {S, N})
    random.shuffle(said)
    assert verdict(tuple(said), True) == whole
