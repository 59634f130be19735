"""What is made known of claims, warranties and hand-overs, where, and whom it mentions."""

import re
from dataclasses import replace

import pytest

from homebot.core.directory import Directory
from homebot.core.notices import Notice
from homebot.core.register.clocks import lapsed
from homebot.core.register.entries import Entry
from homebot.core.register.notices import notices
from homebot.core.register.record import Record, after
from homebot.core.warranty.thanks import Use, thanked
from tests import build
from tests.core.warranty.agreed import DIRECTORY, ISSUE, claim, days, entry, in_warranty, record

AGREED = record(*in_warranty())
OPEN = record(claim(AGREED))
GOVERNED = replace(DIRECTORY, governance_repository="acme/governance")
ENDED = after(AGREED, entry("ended", days(30)))


def told(found: Record, directory: Directory = DIRECTORY) -> tuple[Notice, ...]:
    """What the newest entry makes known."""
    return notices(found, found.entries[-1], directory)


def time(found: Record, day: float, *related: Record) -> Record:
    entry_of_time = lapsed(found, related, days(day), DIRECTORY)
    assert entry_of_time is not None
    return after(found, entry_of_time)


def on_claim(act: str, **changes: object) -> Record:
    changes.setdefault("place", "acme/ledgerd#9")
    return after(OPEN, entry(act, days(2), 20, "claim", **changes))


def mentioned(notice: Notice) -> list[str]:
    return re.findall(r"(?<![`\w])@([a-z]+)", notice.body)


def test_the_claim_asks_the_away_team_on_its_issue() -> None:
    (found,) = told(OPEN)
    assert (found.repository, found.number, found.title, found.key) == ("acme/ledgerd", 9, "", "claim:20:told")
    assert mentioned(found) == ["alice"]
    assert "please say by 2026-11-25 09:00 UTC" in found.body
    assert '`/homebot warranty W20 because="..."`' in found.body


def test_what_is_late_asks_those_who_were_not_asked() -> None:
    (found,) = told(time(OPEN, 2))
    # alice is the only owner and was asked: the manager is, who cannot acknowledge.
    assert mentioned(found) == ["dana"]
    assert "Asked before: `alice`" in found.body
    assert "see to it that somebody of `checkout`" in found.body
    by_contact = record(claim(record(*in_warranty(contact="al"))))
    (found,) = told(time(by_contact, 2))
    assert mentioned(found) == ["alice"]
    assert "please take it up" in found.body


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (on_claim("resolved", by="bob", said=(("how", "closed"),)), "its issue was closed"),
        (on_claim("resolved", by="bob", because="it is mended"), None),
        (on_claim("resolved", by="bob", because="it is mended", place="acme/ledgerd#1"), "`bob` says it is mended"),
        (on_claim("acknowledged", by="al", because="on it @bob"), None),
        (on_claim("acknowledged", by="al", because="on it @bob", place="acme/shop#1"), "on it `@bob`"),
        (on_claim("refused", by="bob", because="never promised", place="acme/shop#1"), "W20 is refused"),
    ],
)
def test_how_a_claim_ended_is_said_where_no_answer_says_it(found: Record, words: str | None) -> None:
    notices_of = told(found)
    assert bool(notices_of) == (words is not None)
    assert all(str(words) in one.body and mentioned(one) == [] for one in notices_of)


def test_the_beginning_says_what_the_home_team_looks_through() -> None:
    (found,) = told(AGREED)
    assert f"{found.repository}#{found.number}" == ISSUE
    assert "`checkout` stands by the work until 2026-12-23" in found.body
    assert "`/homebot accept A12`, the Home Team takes the work over" in found.body
    assert found.body.count("⬜") == 6


def test_an_extension_is_told_once() -> None:
    first = time(AGREED, 30, OPEN)
    (found,) = told(first)
    assert found.body == "⏳ The warranty of A12 goes on while W20 is open, until 2027-01-22 at the latest."
    again = time(after(first, entry("claims-settled", days(33), due=days(33))), 33, OPEN)
    assert told(again) == ()


def test_managers_hear_once_that_it_overran() -> None:
    overran = time(AGREED, 60, OPEN)
    (found,) = told(overran, GOVERNED)
    assert (found.repository, found.number) == ("acme/governance", 0)
    assert found.title == "A12: a warranty took twice its length"
    assert mentioned(found) == ["dana"]
    assert "W20 is still open" in found.body
    (without,) = told(overran)
    assert f"{without.repository}#{without.number}" == ISSUE


def test_both_teams_managers_do() -> None:
    of_video = record(*in_warranty())
    of_video = replace(of_video, team="video")
    (found,) = told(time(of_video, 60, OPEN), GOVERNED)
    # video's own entity has no manager: the next above does.
    assert sorted(mentioned(found)) == ["ceo", "dana"]


def test_the_end_says_who_maintains_it_and_what_was_never_checked() -> None:
    (found,) = told(ENDED)
    assert "`payments` maintains the work now" in found.body
    assert "Never checked: `docs`" in found.body
    full = after(
        record(*in_warranty(checked="docs runbook telemetry tests flags-removed known-issues")), entry("ended")
    )
    assert "Never checked" not in told(full)[0].body


def test_an_acceptance_is_told_on_the_agreements_issue_unless_it_was_said_there() -> None:
    here = after(AGREED, entry("accepted", days(9), by="bob", place=ISSUE))
    assert told(here) == ()
    (found,) = told(after(AGREED, entry("accepted", days(9), by="bob", place="acme/ledgerd#7")))
    assert "`bob` accepted it" in found.body


def thank(*uses: Use, before: Record = ENDED) -> Notice:
    (found,) = told(after(before, thanked(before, uses, days(30), DIRECTORY)))
    return found


def test_thanks_name_what_was_promised_and_who_uses_it() -> None:
    found = thank(
        Use("video", "player", "used"),
        Use("checkout", "storefront", "used"),
        Use("video", "player", "carried"),
        Use("ads", "banner", "carried"),
        Use("identity", "", "used"),
    )
    assert mentioned(found) == []
    assert "**Thank you, `checkout`.** A12 is done" in found.body
    assert "What it promised: Refunds are right to the cent" in found.body
    assert "For whom: shoppers who pay in another currency" in found.body
    used = "In use by 3 services: `storefront` of `checkout`, a service of `identity` and `player` of `video`."
    assert used in found.body
    assert "Released to, and not called yet by, 1 service: `banner` of `ads`." in found.body


def test_thanks_invent_nothing() -> None:
    found = thank()
    assert "No other team's service is known to use it yet" in found.body
    bare = record(*(replace(one, said=()) for one in in_warranty()), entry("ended", days(30)))
    found = thank(before=bare)
    assert "promised" not in found.body
    assert "For whom" not in found.body
    assert "Made in" not in found.body


def test_it_is_thanked_once() -> None:
    entries = {thanked(ENDED, (), days(day), DIRECTORY).key for day in (30, 40)}
    assert len(entries) == 1


@pytest.mark.parametrize("text", ["@bob <!-- x --> #7", "closes #3\n\n# Title", "[a](http://x) **b**"])
def test_nothing_of_a_strangers_text_acts(text: str) -> None:
    agreement = record(*in_warranty(headline=text, beneficiaries=text))
    opened = record(claim(agreement))
    ended = after(agreement, entry("ended", days(30)))
    bodies = [told(agreement)[0].body, told(opened)[0].body, thank(before=ended).body]
    bodies += [told(time(agreement, 60, opened))[0].body]
    for body in bodies:
        outside_code = re.sub(r"`[^`]*`", "", body)
        assert not re.search(r"@bob|<!--|#\d|\]\(|\n# ", outside_code)


def test_a_place_that_is_none_is_no_reason_to_fail() -> None:
    lost = record(Entry("x", 9, "claim", "claimed", days(1), place="nowhere", team="checkout"))
    assert told(lost) == ()
    assert days(0) == build.NOW
