"""Answers that are far too long still end with the debt line, at whole lines."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from homebot.core.credit.adoptions import Adoption, Kept
from homebot.core.credit.debt import LONGEST, DebtLine
from homebot.core.credit.events import Evidence
from homebot.core.credit.explained import contribution
from homebot.core.credit.figures import (
    ContributionFigures,
    Counts,
    CreditFacts,
    Explained,
    Listed,
    PartFigures,
    Share,
    StatementFigures,
    VerifyFigures,
    Waiting,
)
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.period import Period
from homebot.core.credit.questions import AskedStatement
from homebot.core.credit.rolled import chain
from homebot.core.credit.statement import UNBOUNDED, pending, statement
from homebot.core.credit.subject import Subject

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TEAM = "t" * 100
DEBT = "**Debt:** net complexity added by away changes +3"


def listed(parts: int) -> Listed:
    some = tuple(PartFigures(f"{number:0100}", TEAM, "a" * 100, own=False) for number in range(parts))
    return Listed("acme/ledgerd#7", "x" * 256, NOW, void=False, parts=some)


def explained(path: str) -> Explained:
    adoption = Adoption(TEAM, "acme/ledgerd#7", "s" * 100, "used", "observed", "h" * 100, "a" * 100, "c", NOW, "key")
    evidence = Evidence("acme/player", "c" * 40, path, 3, "pkg:pypi/" + "p" * 200, "1" * 100, "w" * 99, "acme/player#1")
    share = Share(1, f"2026Q2:{TEAM}:{'h' * 100}", TEAM, "used", 5000, "R3 1 of 20 buckets, R6 home's half")
    return Explained(Kept(adoption, "2026Q2"), evidence, "a note " * 50, (share, share))


@pytest.mark.parametrize("parts", [1, 300])
def test_a_long_explanation_ends_with_the_debt_line(parts: int) -> None:
    adopted = tuple(explained("ü" * 4000) for _ in range(30))
    facts = CreditFacts(ContributionFigures(listed(parts), adoptions=adopted), DebtLine(3), Parameters())
    assert isinstance(facts.figures, ContributionFigures)
    text = contribution(facts.figures, facts, NOW, "https://github.example")
    assert LONGEST // 2 < len(text) < LONGEST + 1000
    assert text.split("\n\n")[-2] == "… and more than fits in a comment."
    assert text.split("\n\n")[-1].startswith(DEBT)


def test_a_part_that_was_undone_is_said_to_be_so() -> None:
    known = replace(listed(0), parts=(PartFigures("books", "payments", "checkout", own=False, void=True),))
    facts = CreditFacts(ContributionFigures(known), DebtLine(0), Parameters())
    assert isinstance(facts.figures, ContributionFigures)
    text = contribution(facts.figures, facts, NOW, "https://github.example")
    assert "`books` of `payments`: by `checkout`, **undone**" in text


def test_a_path_that_is_too_long_is_linked_by_its_commit() -> None:
    facts = CreditFacts(ContributionFigures(listed(1), adoptions=(explained("x" * 201),)), DebtLine(0), Parameters())
    assert isinstance(facts.figures, ContributionFigures)
    text = contribution(facts.figures, facts, NOW, "https://github.example")
    assert f"](https://github.example/acme/player/commit/{'c' * 40})" in text


def test_contributions_to_many_services_are_listed_shortly() -> None:
    figures = StatementFigures(counts=Counts(merged=10), newest=tuple(listed(300) for _ in range(10)))
    facts = CreditFacts(figures, DebtLine(3), Parameters())
    asked = AskedStatement(Subject("team", "payments", frozenset({"payments"})), Period("all", None))
    text = statement(asked, figures, facts, NOW)
    assert len(text) < LONGEST
    assert text.count("and 295 more services") == 10
    assert DEBT in text


@pytest.mark.parametrize("is_pending", [True, False])
def test_what_was_cut_is_no_upper_bound(is_pending: bool) -> None:
    one = Waiting("ads", "payments", None, "used", "observed", False, False, 1, NOW, NOW)
    figures = StatementFigures(waiting=(one,), cut=True)
    facts = CreditFacts(figures, DebtLine(3), Parameters())
    asked = AskedStatement(Subject("team", "payments", frozenset({"payments"})), Period("all", None), is_pending)
    text = pending(asked, figures, facts) if is_pending else statement(asked, figures, facts, NOW)
    assert UNBOUNDED in text
    assert "at most" not in text
    assert DEBT in text


def test_a_chain_that_was_looked_at_in_part_is_not_said_to_hold() -> None:
    figures = VerifyFigures(60_000, 20_000, "f" * 64, checked=20_000)
    text = chain(figures, CreditFacts(figures, DebtLine(0), Parameters()))
    assert text.startswith("**The ledger holds up to entry 20,000 of 60,000.**")


def test_what_vests_with_the_last_moment_of_a_quarter_settles_in_it() -> None:
    adopted = datetime(2026, 12, 2, tzinfo=UTC)
    one = explained("a.py")
    pending_one = replace(one, kept=Kept(replace(one.kept.adoption, adopted_at=adopted)), shares=())
    facts = CreditFacts(ContributionFigures(listed(1), adoptions=(pending_one,)), DebtLine(0), Parameters())
    assert isinstance(facts.figures, ContributionFigures)
    text = contribution(facts.figures, facts, adopted, "https://github.example")
    assert "vests 2027-01-01" in text
    assert "settles when 2026Q4 is closed" in text


@pytest.mark.parametrize("fault", ["", "entry 5: its hash is 0"])
def test_an_entry_that_was_altered_is_named(fault: str) -> None:
    figures = VerifyFigures(6, 6, "a" * 64, fault, 6, altered=5, altered_hash="b" * 64)
    text = chain(figures, CreditFacts(figures, DebtLine(0), Parameters()))
    assert f"**Entry 5 was altered** since it was found sound: its hash was `{'b' * 16}`." in text
