"""The books as beancount text, held to beancount's own program."""

import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebot.core.credit.entries import Draft, Entry, Line, chained
from homebot.core.credit.events import Event
from homebot.core.credit.export_beancount import account_of, to_beancount
from tests.core.credit.drafts import DRAFTS, HOSTILE, settlement
from tests.core.credit.histories import histories
from tests.core.credit.kept_books import keep

BEAN_CHECK = Path(sys.executable).with_name("bean-check")
AMOUNT = re.compile(r"-?\d+(?= MCR$)", re.MULTILINE)


def text_of(drafts: Iterable[Draft]) -> str:
    return "".join(to_beancount(chained(drafts)))


def refused(text: str, folder: Path) -> str:
    """What `bean-check` says against it; empty when it takes it."""
    file = folder / "books.beancount"
    file.write_text(text, "utf-8")
    done = subprocess.run([BEAN_CHECK, "--no-cache", file], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode == 0) == (done.stderr == "")
    return done.stderr


def test_it_reads_well() -> None:
    assert text_of([settlement(), DRAFTS[3]]).partition("MCR\n\n")[2] == (
        '2026-07-15 * "ads" "2026Q2:ads:payments" #settlement\n'
        "  seq: 1\n"
        '  quarter: "2026Q2"\n'
        '  home: "payments"\n'
        f'  hash: "{next(iter(chained([settlement()]))).hash}"\n'
        "  Equity:Minted:Team-ads  -1000 MCR\n"
        '    rule: "sum"\n'
        "  Assets:Earned:Team-payments  1000 MCR\n"
        '    rule: "R2 carried_pool"\n'
        "\n"
        '2026-07-15 custom "close" "close:2026Q3"\n'
        "  seq: 2\n"
        '  quarter: "2026Q3"\n'
        f'  hash: "{list(chained([settlement(), DRAFTS[3]]))[1].hash}"\n'
        "\n"
        "2026-07-16 balance Assets:Earned:Team-payments 1000 MCR\n"
        "2026-07-16 balance Equity:Minted:Team-ads -1000 MCR\n"
    )


@pytest.mark.parametrize("drafts", [(), DRAFTS], ids=["empty books", "every kind of entry and hostile names"])
def test_bean_check_takes_it(drafts: tuple[Draft, ...], tmp_path: Path) -> None:
    assert refused(text_of(drafts), tmp_path) == ""


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("-1000 MCR", "-1001 MCR"), id="one amount"),
        pytest.param(("1000 MCR", "2000 MCR"), id="all sides of every entry, and not its balance"),
    ],
)
def test_bean_check_refuses_other_amounts(other: tuple[str, str], tmp_path: Path) -> None:
    entries, _, balances = text_of(DRAFTS[:2]).partition("2026-07-16")
    assert refused(f"{entries.replace(*other)}2026-07-16{balances}", tmp_path) != ""


def test_a_clock_that_goes_backwards_does_not_spoil_the_balances(tmp_path: Path) -> None:
    earlier = settlement(key="again", at=datetime(2026, 7, 1, tzinfo=UTC))
    assert refused(text_of([*DRAFTS, earlier]), tmp_path) == ""


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), st.data())
def test_bean_check_takes_random_books_and_refuses_an_altered_amount(
    tmp_path: Path, history: tuple[Event, ...], data: st.DataObject
) -> None:
    text = text_of([settlement(), *keep(history).drafts])
    assert refused(text, tmp_path) == ""
    place = data.draw(st.sampled_from(list(AMOUNT.finditer(text))))
    by = data.draw(st.integers(-5, 5).filter(bool))
    altered = f"{text[: place.start()]}{int(place[0]) + by}{text[place.end() :]}"
    assert refused(altered, tmp_path) != ""


class TestAccounts:
    @pytest.mark.parametrize(
        ("team", "expected"),
        [
            ("payments", "Team-payments"),
            ("payments-core", "Team-payments-core"),
            ("launch_x.2", "Team-launchX5fXxX2eX2"),
            ("X", "Team-X58X"),
            ("zahlungen-für:alle", "Team-zahlungen-fXfcXrX3aXalle"),
        ],
    )
    def test_read_like_the_team(self, team: str, expected: str) -> None:
        assert account_of("earned", team) == f"Assets:Earned:{expected}"

    @settings(max_examples=300)
    @given(st.text(max_size=8), st.text(max_size=8))
    def test_no_two_teams_share_one(self, one: str, other: str) -> None:
        assert (account_of("minted", one) == account_of("minted", other)) == (one == other)

    @settings(max_examples=300)
    @given(st.text(max_size=20))
    def test_are_names_that_beancount_takes(self, team: str) -> None:
        assert re.fullmatch(r"Equity:Minted:Team-[A-Za-z0-9-]*", account_of("minted", team))


@given(st.text(min_size=1, max_size=60))
def test_text_of_strangers_stays_inside_its_quotes(because: str) -> None:
    lines = (Line("minted", "ads", -1, "used", because), Line("earned", HOSTILE, 1, "used", because))
    entry: Entry = next(iter(chained([settlement(lines=lines, because=because, consumer=because)])))
    said = [line for line in "".join(to_beancount([entry])).splitlines() if '"' in line]
    assert all(re.sub(r'"(?:[^"\\]|\\.)*"', "", line).count('"') == 0 for line in said)
    assert len(said) == 9
