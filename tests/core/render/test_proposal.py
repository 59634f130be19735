"""What is shown of an edit of ownership files: what matters, cut where it is long, harmless whatever it says."""

from homebot.core.directory import Place
from homebot.core.ownership import Fault
from homebot.core.proposal import Affected, Difference, Proposal
from homebot.core.render.proposal import lines, proposal
from tests import build
from tests.core.render.reading import Page

WAS = Difference("asked", ("bob",), ())
HOSTILE = "x | @bob fixes #3 </details> <!-- --> `"


def shown(found: Proposal | None, faults: int = 10, pulls: int = 20) -> str:
    return proposal(build.snapshot(proposal=found), faults, pulls, "More is elsewhere.")


def affected(number: int) -> Affected:
    return Affected(f"acme/ledgerd#{number}", "A title", (WAS,))


def test_nothing_where_nothing_is_edited() -> None:
    assert shown(None) == ""
    assert lines(None) == []


def test_what_nobody_looked_at_is_not_said_to_be_unchanged() -> None:
    assert "open pull request" not in shown(Proposal(("CODEOWNERS",)))
    assert "No open pull request" in shown(Proposal(("CODEOWNERS",), looked_at=0))
    assert "(3 others looked at)" in shown(Proposal(("CODEOWNERS",), looked_at=3))


def test_long_lists_are_cut_with_a_count() -> None:
    faults = tuple(Fault(Place("CODEOWNERS", line), f"fault {line}") for line in range(1, 9))
    found = Proposal(
        ("CODEOWNERS",), lint=faults, affected=tuple(map(affected, range(1, 9))), affected_more=5, looked_at=40
    )
    text = shown(found, faults=3, pulls=2)
    assert "… and 5 things to look at. More is elsewhere." in text
    assert "… and 11 open pull requests more would change. More is elsewhere." in text
    assert "#3`" not in text
    assert len(lines(found)) == 9


def test_texts_of_strangers_do_nothing() -> None:
    fault = Fault(Place(HOSTILE, 1), HOSTILE, HOSTILE, broken=True)
    other = Affected("acme/ledgerd#1", HOSTILE, (Difference("asked", (HOSTILE,), ("@ann",)),))
    found = Proposal((HOSTILE,), broken=(fault,), affected=(other,), looked_at=1, notes=(f"{HOSTILE} has changed",))
    for text in (shown(found), "\n".join(f"- {line}" for line in lines(found))):
        page = Page(text)
        assert "@" not in page.prose
        assert page.comments == []
        assert "details" not in page.tags
        assert len(set(page.rows)) <= 1
