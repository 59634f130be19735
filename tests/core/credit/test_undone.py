"""A contribution that is undone in one of the services that it changed stands in the others."""

from dataclasses import replace
from typing import Any

import pytest

from homebot.core.credit import claims
from homebot.core.credit.adoptions import fold
from homebot.core.credit.awaited import Claimant
from homebot.core.credit.claims import Refused
from homebot.core.credit.events import Carried, ContributionVoided, Event, Part
from homebot.core.credit.figures import ClaimFigures
from homebot.core.credit.reverts import ahead, named, voided
from homebot.core.credit.undone import standing, undoes
from homebot.core.facts import PullId
from homebot.core.recognise import recognise
from homebot.store import json
from tests import build
from tests.core.credit import facts
from tests.core.credit.facts import merged

PARTS = (Part("ledgerd", "payments", "checkout", home=False), Part("books", "payments", "checkout", home=False))
BOTH = merged(parts=PARTS)
DIRECTORY = build.directory(
    services=(
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("books", "payments", paths=("books/**",)),
    )
)
BOB = Claimant("bob", ("payments",), ("payments",), "9:1", facts.day(32))
VERA = Claimant("vera", ("video",), ("video",), "7:1", facts.day(30))


def carried(service: str) -> Carried:
    return replace(facts.carried(1), key=f"carried:{service}", service=service)


def void(*services: str) -> ContributionVoided:
    return replace(facts.voided(9), services=services)


@pytest.mark.parametrize(
    ("events", "undone"),
    [
        ((), {}),
        ((void(),), {"ledgerd": 9, "books": 9}),
        ((void("books"),), {"books": 9}),
        ((void("books"), replace(facts.voided(12), services=("ledgerd",))), {"ledgerd": 12, "books": 9}),
        ((void("books"), facts.voided(12)), {"ledgerd": 12, "books": 9}),
    ],
)
def test_an_adoption_ends_with_its_own_part(events: tuple[Event, ...], undone: dict[str, int]) -> None:
    found = fold(BOTH, "video", [carried("ledgerd"), carried("books"), *events])
    assert {one.service: (one.undone_at - facts.day(0)).days for one in found if one.undone_at} == undone
    assert {part.service for part in standing(BOTH, events)} == {"ledgerd", "books"} - undone.keys()


def test_an_older_event_names_no_services_and_means_all() -> None:
    body = json.encode(facts.voided(9)).replace(',"services":[]', "")
    assert "services" not in body
    old = json.decode(body, ContributionVoided)
    assert undoes(old, BOTH, "ledgerd")
    assert undoes(old, BOTH, "books")


@pytest.mark.parametrize(
    ("paths", "services"),
    [(("ledger/a.py", "books/a.py"), ()), (("books/a.py",), ("books",)), (("books/a.py", "README"), ("books",))],
)
def test_a_revert_undoes_what_it_did_in_services_it_touches(paths: tuple[str, ...], services: tuple[str, ...]) -> None:
    snapshot = build.snapshot(
        pull=PullId("acme", "ledgerd", 9),
        state="merged",
        merged_at=build.NOW,
        title='Revert "Change 7"',
        body="Reverts #7",
        files=tuple(build.file(path) for path in paths),
    )
    (found,) = voided(snapshot, recognise(snapshot, DIRECTORY), [BOTH])
    assert found.services == services


@pytest.mark.parametrize(
    ("event", "undone"),
    [
        (facts.voided(-2), False),  # it was merged before what it says it undoes
        (replace(facts.voided(-2), by="", command="3:1"), True),  # a person's word, by a clock that was set back
    ],
)
def test_no_pull_request_undoes_what_comes_after_it(event: ContributionVoided, undone: bool) -> None:
    assert undoes(event, BOTH, "ledgerd") is undone


def test_a_revert_that_is_known_before_what_it_undoes_names_the_services_it_touches() -> None:
    snapshot = build.snapshot(
        pull=PullId("acme", "ledgerd", 9),
        state="merged",
        merged_at=build.NOW,
        title='Revert "Change 7"',
        body="Reverts #7\nReverts #9\nReverts acme/other#3",
        files=(build.file("books/a.py"),),
    )
    (found,) = ahead(snapshot, recognise(snapshot, DIRECTORY), named(snapshot)[0])
    assert (found.of, found.by, found.services) == ("acme/ledgerd#7", "acme/ledgerd#9", ("books",))


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "closed", "merged_at": None},
        {"base_ref": "release-1"},
        {"files": (build.file("README"),)},
        {"title": "Tidy up"},
    ],
)
def test_nor_do_words_alone(changes: dict[str, Any]) -> None:
    known = {"title": 'Revert "x"', "body": "Reverts #7", "state": "merged", "merged_at": build.NOW, **changes}
    snapshot = build.snapshot(pull=PullId("acme", "ledgerd", 9), **known)
    assert ahead(snapshot, recognise(snapshot, DIRECTORY), named(snapshot)[0]) == ()


def test_home_withdraws_the_part_whose_surface_is_gone_and_the_other_can_still_be_adopted() -> None:
    gone = replace(facts.gone(5), service="books")
    figures = ClaimFigures((BOTH, gone), (), (("video", ""),))
    claim = claims.withdraw(facts.OF, None, "it went with the rewrite", figures, BOB)
    (fact,) = claim.facts
    assert isinstance(fact, ContributionVoided)
    assert fact.services == ("books",)
    assert claim.reply.startswith("The part of `acme/ledgerd#7` in `books` is void")
    after = replace(figures, events=(*figures.events, fact))
    attested = claims.attest(facts.OF, None, "the nightly job", after, VERA).facts
    assert [getattr(one, "service", "") for one in attested] == ["ledgerd"]
    with pytest.raises(Refused, match="nothing of yours"):
        claims.withdraw(facts.OF, None, "again", after, BOB)
