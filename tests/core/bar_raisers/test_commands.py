from dataclasses import replace

import pytest

from tests import build
from tests.core.bar_raisers.company import acts, answered, company, followed, key, migrating, plain, record
from tests.core.bar_raisers.saying import after, refused, said

BECAUSE = 'because="the old rows stay for two releases"'
ASKED = followed(migrating())


@pytest.mark.parametrize(
    ("word", "state", "met"),
    [("for", "for", True), ("against", "against", False), ("disagree-and-commit", "committed", True)],
)
@pytest.mark.parametrize("actor", ["gina", "hugo"])
def test_any_independent_bar_raiser_of_the_kind_answers(word: str, state: str, met: bool, actor: str) -> None:
    given = after(ASKED, actor, f"/homebot recommend B1 {word} {BECAUSE}")
    found = record(given)
    assert (found.state, found.fact("answered-by"), found.due) == (state, actor, None)
    assert (found.scope.head, found.scope.paths) == (build.HEAD, ("ledger/migrations/7.py",))
    assert found.entries[-1].because == "the old rows stay for two releases"
    assert (key(given).met, key(given).by) == (met, actor)
    assert acts(given) == [], "an evaluation adds nothing"


def test_without_a_number_the_one_that_waits_for_you_is_meant() -> None:
    assert record(after(ASKED, "gina", f"/homebot recommend FOR {BECAUSE}")).state == "for"


def test_of_several_one_is_to_be_named() -> None:
    both = company(bar_raisers={"architecture": ("gina", "hugo"), "security": ("gina", "hugo")})
    files = (build.file("ledger/migrations/7.py"), build.file("ledger/auth/keys.py"))
    snapshot = followed(migrating(files=files, raiser_loads=(("gina", 2), ("hugo", 2))), both)
    assert "name one of `B1` and `B2`" in refused(snapshot, "gina", f"/homebot recommend for {BECAUSE}", both)


@pytest.mark.parametrize(
    ("actor", "line", "why"),
    [
        ("gina", "/homebot recommend B1 for", "The reason is missing"),
        ("gina", '/homebot recommend B1 for because="ok"', "at least 3 words"),
        ("gina", f"/homebot recommend B1 {BECAUSE}", "`for`, `against` or `disagree-and-commit`"),
        ("gina", f"/homebot recommend B1 maybe {BECAUSE}", "`for`, `against` or `disagree-and-commit`"),
        ("gina", f"/homebot recommend B9 for {BECAUSE}", "no such decision as `B9`"),
        ("ines", f"/homebot recommend B1 for {BECAUSE}", "for a bar raiser of `architecture`: `gina` and `hugo`"),
        ("ines", f"/homebot recommend for {BECAUSE}", "No decision of a kind that you are a bar raiser of"),
        ("bob", f"/homebot recommend B1 for {BECAUSE}", "is for a bar raiser"),
        ("alice", f"/homebot recommend B1 for {BECAUSE}", "is for a bar raiser"),
    ],
)
def test_a_refusal_says_why(actor: str, line: str, why: str) -> None:
    assert why in refused(ASKED, actor, line)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"author": "gina"}, "they wrote the change"),
        ({"committers": ("gina",)}, "a commit of the change is theirs"),
        ({"members": (("payments", ("gina",)),)}, "they are in `payments`, a home team"),
        ({"members": (("checkout", ("gina",)),)}, "they are in `checkout`, the away team"),
    ],
)
def test_who_is_not_independent_is_told_which_test_failed(changes: dict[str, object], why: str) -> None:
    snapshot = followed(migrating(**changes))
    assert why in refused(snapshot, "gina", f"/homebot recommend B1 for {BECAUSE}")


def test_a_load_or_an_absence_bars_nobody_from_answering() -> None:
    full = followed(migrating(raiser_loads=(("gina", 2), ("hugo", 2))))
    assert record(full).state == "unanswered"
    assert record(after(full, "gina", f"/homebot recommend B1 for {BECAUSE}")).state == "for"


def test_what_stands_already_is_not_said_again() -> None:
    given = answered(ASKED)
    assert "is for already" in refused(given, "hugo", f"/homebot recommend B1 for {BECAUSE}")
    assert "is for already" in refused(given, "hugo", f"/homebot recommend B1 disagree-and-commit {BECAUSE}")


def test_only_whoever_is_against_takes_it_back() -> None:
    against = answered(ASKED, "gina", "against")
    told = refused(against, "hugo", f"/homebot recommend B1 for {BECAUSE}")
    assert "only they take that back" in told
    assert '/homebot override B1 because="..." follow-up=DATE' in told
    assert record(after(against, "gina", f"/homebot recommend B1 disagree-and-commit {BECAUSE}")).state == "committed"


def test_an_against_of_somebody_who_is_no_bar_raiser_any_more_holds_nobody_up() -> None:
    against = answered(ASKED, "gina", "against")
    only_hugo = company(bar_raisers={"architecture": ("hugo",)})
    assert record(after(against, "hugo", f"/homebot recommend B1 for {BECAUSE}", only_hugo)).state == "for"


@pytest.mark.parametrize("state", ["closed", "merged"])
def test_after_the_end_there_is_nothing_to_decide(state: str) -> None:
    ended = replace(ASKED, conversation=replace(ASKED.conversation, state=state))
    assert f"The pull request is {state}" in refused(ended, "gina", f"/homebot recommend B1 for {BECAUSE}")


def test_a_decision_of_another_pull_request_is_decided_there() -> None:
    elsewhere = replace(record(ASKED), scope=replace(record(ASKED).scope, pull="acme/other#3"))
    there = replace(plain(), decisions=(elsewhere,))
    assert "is about `acme/other#3`: say it there" in refused(there, "gina", f"/homebot recommend B1 for {BECAUSE}")


def test_what_is_dropped_is_not_decided() -> None:
    dropped = followed(replace(ASKED, change=plain().change))
    assert "is dropped" in refused(dropped, "gina", f"/homebot recommend B1 for {BECAUSE}")


def test_the_reply_says_what_comes_of_it() -> None:
    assert "`homebot: review` waits" in said(ASKED, "gina", f"/homebot recommend B1 against {BECAUSE}").reply


@pytest.mark.parametrize(("shown", "why"), [
    (build.OLD_HEAD, f"homebot had shown you `{build.OLD_HEAD[:7]}`, and its head is `{build.HEAD[:7]}` by now"),
    ("", "had not said yet how the pull request stands"),
])  # fmt: skip
def test_only_an_objection_is_taken_on_what_was_pushed_unseen(shown: str, why: str) -> None:
    for word in ("for", "disagree-and-commit"):
        found = said(ASKED, "gina", f"/homebot recommend B1 {word} {BECAUSE}", shown=shown)
        assert (found.refused, found.acts) == (True, ())
        assert why in found.reply
    assert not said(ASKED, "gina", f"/homebot recommend B1 against {BECAUSE}", shown=shown).refused
