"""A surface that is gone is asked about once, and one that is back answers the question."""

from datetime import timedelta

import pytest

from homebot.core.credit.events import DisputeClosed, Evidence, SurfaceGone
from homebot.core.credit.surface_gone import Looked, news, open_questions
from homebot.core.render.surface_gone import marker, question
from tests import build

OF = "acme/ledgerd#12"
GONE = SurfaceGone(f"gone:{OF}:ledgerd:1", OF, "ledgerd", build.NOW, Evidence("acme/ledgerd", "c1", word="settle_a"))
LATER = build.NOW + timedelta(days=1)


def closed(of: SurfaceGone = GONE, command: str = "") -> DisputeClosed:
    return DisputeClosed(f"closed:{of.key}", of.of, of.key, "", LATER, "x", command)


def seen(stands: bool | None, of: str = OF, service: str = "ledgerd") -> Looked:
    return Looked(of, service, ("settle_a", "settle_b"), stands)


@pytest.mark.parametrize(
    ("stands", "known", "keys"),
    [
        (False, (), [f"gone:{OF}:ledgerd:1"]),
        (True, (), []),
        (None, (), []),
        (False, (GONE,), []),
        (None, (GONE,), []),
        (True, (GONE,), [f"back:{GONE.key}"]),
        # It came back and went again: asked anew. A person said that it stays: not asked again.
        (False, (GONE, closed()), [f"gone:{OF}:ledgerd:2"]),
        (False, (GONE, closed(command="7:1")), []),
        (True, (GONE, closed(command="7:1")), []),
        (True, (GONE, closed()), []),
    ],
)
def test_what_is_new(stands: bool | None, known: tuple[SurfaceGone | DisputeClosed, ...], keys: list[str]) -> None:
    found = news([seen(stands)], known, "acme/ledgerd", "c2", LATER)
    assert [fact.key for fact in found] == keys
    assert news([seen(stands)], (*known, *found), "acme/ledgerd", "c3", LATER) == ()


def test_each_part_has_its_own_question() -> None:
    other = seen(False, service="cart"), seen(False, of="acme/ledgerd#13")
    found = news([seen(False), *other], (GONE,), "acme/ledgerd", "c2", LATER)
    assert [fact.key for fact in found] == [f"gone:{OF}:cart:1", "gone:acme/ledgerd#13:ledgerd:1"]


def test_what_is_open() -> None:
    other = SurfaceGone("gone:x", OF, "cart", build.NOW, GONE.evidence)
    assert open_questions((GONE, other, closed(other))) == (GONE,)


def test_the_question_names_both_answers_and_does_nothing_else() -> None:
    text = question(GONE, ("settle_a", "`@bob`"), ("ads", "shop", "x", "y"), "payments", ("bob", "bea"))
    assert text.startswith(marker(GONE.key))
    assert "@bob @bea" in text
    assert "`` `@bob` ``" in text
    assert f'`/homebot credit dispute {OF} settled because="..."`' in text
    assert f'`/homebot credit withdraw {OF} because="..."`' in text
    assert "`ads`, `shop`, `x` and 1 more" in text
    assert not any(line.startswith("/homebot") for line in text.splitlines())
