"""How an edit of ownership files is judged: a broken file blocks where somebody enforces, the rest is advice."""

from typing import Any

import pytest

from homebot.core.directory import Place
from homebot.core.ownership import Fault
from homebot.core.policy import decide
from homebot.core.proposal import Proposal
from homebot.core.render.levels import level
from tests import build

BROKEN = Fault(Place(".homebot.yml", 2, 7), "mode: expected one of", "did you mean enforce?", broken=True)
LINT = Fault(Place("CODEOWNERS", 4), 'the rule "/x/" matches no file', "take it out")
PLAIN = {"files": (build.file("CODEOWNERS"),), "functions": (), "reviews": (build.review("bea"),)}


def decided(proposal: Proposal | None, mode: Any = "enforce", paths: tuple[str, ...] = ("**",)) -> Any:
    directory = build.directory(services=(build.service("ledgerd", "payments", mode=mode, paths=paths),))
    return decide(build.snapshot(proposal=proposal, **PLAIN), directory, "1")


@pytest.mark.parametrize(
    ("proposal", "mode", "conclusion", "party"),
    [
        (None, "enforce", "success", "nobody"),
        (Proposal(("CODEOWNERS",)), "enforce", "success", "nobody"),
        (Proposal(("CODEOWNERS",), lint=(LINT,)), "enforce", "success", "nobody"),
        (Proposal((".homebot.yml",), broken=(BROKEN,)), "enforce", "failure", "author"),
        (Proposal((".homebot.yml",), broken=(BROKEN,)), "advise", "neutral", "nobody"),
        (Proposal((".homebot.yml",), broken=(BROKEN,)), "observe", "neutral", "nobody"),
    ],
)
def test_only_what_would_be_broken_blocks(proposal: Proposal | None, mode: Any, conclusion: str, party: str) -> None:
    found = decided(proposal, mode)
    assert found.standards_conclusion == conclusion
    assert found.turn.party == party


def test_each_place_has_its_finding_as_loud_as_it_blocks() -> None:
    found = decided(Proposal((".homebot.yml", "CODEOWNERS"), broken=(BROKEN,), lint=(LINT,)))
    mine = [one for one in found.judgements if one.standard == "ownership"]
    shown = [
        (finding.path, finding.line, level(one, finding), finding.message) for one in mine for finding in one.findings
    ]
    assert shown == [
        (".homebot.yml", 2, "failure", "mode: expected one of (column 7)"),
        ("CODEOWNERS", 4, "warning", 'the rule "/x/" matches no file'),
    ]
    assert [one.service for one in mine] == ["acme/ledgerd"] * 2
    assert mine[0].summary == ".homebot.yml would be broken after the merge"


def test_a_file_that_no_service_covers_is_held_to_it_too() -> None:
    found = decided(Proposal(("CODEOWNERS",), broken=(BROKEN,)), paths=("ledger/**",))
    assert found.recognition.standings == ()
    assert found.standards_conclusion == "failure"


def test_the_verdict_under_the_bases_rules_stays() -> None:
    plain, edited = decided(None), decided(Proposal(("CODEOWNERS",), lint=(LINT,)))
    assert (plain.needs, plain.choice, plain.recognition) == (edited.needs, edited.choice, edited.recognition)
    assert plain.review_conclusion == edited.review_conclusion


def test_an_edit_of_the_whole_configuration_blocks_where_anything_is_enforced() -> None:
    elsewhere = build.directory(services=(build.service("cart", "checkout", repository="acme/cart"),))
    found = decide(
        build.snapshot(proposal=Proposal(("org.yaml",), broken=(BROKEN,), everywhere=True), **PLAIN), elsewhere, "1"
    )
    assert (found.silent, found.standards_conclusion, found.review_conclusion) == (False, "failure", "neutral")
