"""The two check runs: titles, annotations, digests."""

from dataclasses import replace

import pytest

from homebot.core.decision import Decision
from homebot.core.facts import FunctionComplexity
from homebot.core.findings import Finding
from homebot.core.policy import decide
from homebot.core.render.checks import MAX_ANNOTATIONS, REVIEW, STANDARDS, review_check, standards_check
from homebot.core.render.comment import LIMIT
from homebot.core.waits import Hold
from tests import build

DIRECTORY = build.directory()
SINCE = "since 2026-11-23"
COMPLEX = [FunctionComplexity("ledger/close.py", "settle", 41, 78, 9, 14)]


def decided(**facts: object) -> Decision:
    return decide(build.snapshot(**facts), DIRECTORY, "1")


def test_the_title_says_what_to_mend_and_whose_turn_it_is() -> None:
    snapshot = build.snapshot(functions=COMPLEX)
    check = standards_check(snapshot, decide(snapshot, DIRECTORY, "1"))
    assert (check.name, check.head, check.conclusion) == (STANDARDS, build.HEAD, "failure")
    assert check.title == f"1 to mend: complexity — alice's turn {SINCE}"


def test_a_title_is_plain_and_short() -> None:
    decision = decided(functions=COMPLEX)
    odd = replace(decision.judgements[0], standard="x\n" * 400)
    check = standards_check(build.snapshot(), replace(decision, judgements=(odd,)))
    assert "\n" not in check.title
    assert len(check.title) <= 200


@pytest.mark.parametrize(
    ("mode", "strength", "level"),
    [
        ("enforce", "standard", "failure"),
        ("enforce", "floor", "failure"),
        ("enforce", "advice", "notice"),
        ("advise", "standard", "warning"),
        ("observe", "floor", "warning"),
    ],
)
def test_an_annotation_is_as_loud_as_it_blocks(mode: str, strength: str, level: str) -> None:
    decision = decided(functions=COMPLEX)
    one = replace(decision.judgements[0], mode=mode, strength=strength)
    check = standards_check(build.snapshot(), replace(decision, judgements=(one,)))
    assert [(found.path, found.line, found.level) for found in check.annotations] == [("ledger/close.py", 41, level)]
    assert check.annotations[0].message.startswith("complexity: settle has complexity 14")


def test_annotations_are_cut_with_a_count_and_the_loudest_stay() -> None:
    decision = decided(functions=COMPLEX)
    findings = tuple(Finding("m", "f", f"{i:04}.py", i + 1) for i in range(MAX_ANNOTATIONS + 5))
    quiet = replace(decision.judgements[0], strength="advice", findings=findings)
    check = standards_check(build.snapshot(), replace(decision, judgements=(quiet, decision.judgements[0])))
    assert len(check.annotations) == MAX_ANNOTATIONS
    assert check.annotations[0].level == "failure"
    assert "6 further places stand only in this text." in check.summary


def test_a_summary_fits_whatever_it_has_to_say() -> None:
    decision = decided(functions=COMPLEX)
    findings = tuple(Finding("\U0001d54f " * 150, "fix " * 90 + str(i), f"{i}.py", i + 1) for i in range(4_000))
    many = tuple(replace(decision.judgements[0], standard=f"s{i}", findings=findings) for i in range(30))
    check = standards_check(build.snapshot(), replace(decision, judgements=many))
    assert 0 < len(check.summary.encode()) <= LIMIT


def test_the_digest_names_the_content() -> None:
    snapshot, decision = build.snapshot(), decided()
    check = standards_check(snapshot, decision)
    assert check.digest == standards_check(snapshot, decision).digest
    assert check.digest.startswith("v1:")
    assert len(check.digest) == 3 + 64
    others = [
        review_check(snapshot, decision),
        standards_check(snapshot, replace(decision, standards_conclusion="neutral")),
        standards_check(build.snapshot(head_oid="e" * 40), decision),
        standards_check(build.snapshot(functions=COMPLEX), decided(functions=COMPLEX)),
    ]
    assert others[-1].digest.endswith("+"), "it holds annotations"
    assert len({check.digest, *(other.digest for other in others)}) == 5


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({}, f"waiting for bea (payments) {SINCE}"),
        ({"reviews": (build.review("bob"),)}, f"ready — nobody's turn {SINCE}"),
        (
            {"reviews": (build.review("bob", "CHANGES_REQUESTED"),)},
            f"bob asked for changes — alice's turn {SINCE}",
        ),
        ({"author": "bob"}, f"no approval is asked for — nobody's turn {SINCE}"),
        ({"draft": True}, f"a draft: nobody is asked yet — alice's turn {SINCE}"),
        ({"functions": COMPLEX}, f"waiting for the standards, then payments — alice's turn {SINCE}"),
        ({"state": "merged", "merged_at": build.NOW}, "merged"),
    ],
)
def test_the_review_check_says_who_is_waited_for(facts: dict[str, object], title: str) -> None:
    check = review_check(build.snapshot(**facts), decided(**facts))
    assert (check.name, check.title) == (REVIEW, title)


def test_the_checks_mention_nobody() -> None:
    snapshot, decision = build.snapshot(), decided()
    assert decision.choice.request
    assert "@" not in standards_check(snapshot, decision).summary + review_check(snapshot, decision).summary


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({}, f"every standard holds — bea's turn {SINCE}"),
        ({"reviews": (build.review("bob"),)}, f"every standard holds — nobody's turn {SINCE}"),
        ({"holds": (Hold("vera", "", build.NOW),)}, f"every standard holds — vera's turn {SINCE}"),
        ({"unreadable": "gone"}, f"the change could not be read — alice's turn {SINCE}"),
        ({"state": "closed"}, "every standard holds"),
    ],
)
def test_the_standards_check_says_whose_turn_it_is_too(facts: dict[str, object], title: str) -> None:
    assert standards_check(build.snapshot(**facts), decided(**facts)).title == title


def test_whose_turn_it_is_stands_in_the_title_however_long_the_rest_is() -> None:
    snapshot, decision = build.snapshot(functions=COMPLEX), decided(functions=COMPLEX)
    many = tuple(replace(decision.judgements[0], standard=f"{i}" * 60) for i in range(9))
    check = standards_check(snapshot, replace(decision, judgements=many))
    assert len(check.title) <= 200
    assert check.title.endswith(f"… — alice's turn {SINCE}")
