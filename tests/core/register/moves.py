"""What people may say next: anything that somebody may think of, and what chance alone would seldom come to."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st

from homebot.core.register.entries import Kind
from homebot.core.register.record import Record
from tests.core.register.company import DIRECTORY, FLOOR, STANDARD, Company

GOOD = '"it cannot be done in time for the launch"'
REASONS = st.sampled_from([GOOD, GOOD, GOOD, '""', '"   "', '"because"', '"a b"'])


@st.composite
def lines(draw: st.DrawFn, company: Company) -> str:
    """A command that somebody may think of, often one that can be meant."""
    numbers = [*company.entries, 99]
    number = draw(st.sampled_from(numbers))
    name = company.find(number).name if number in company.entries else "D99"
    because = f"because={draw(REASONS)}"
    day = company.now.date() + timedelta(days=draw(st.sampled_from([-1, 0, 5, 30, 90, 180, 181])))
    standard = draw(st.sampled_from([STANDARD, FLOOR, "tests", "nonsense"]))
    kind = draw(st.sampled_from(["architecture", "security", "nonsense"]))
    word = draw(st.sampled_from(["for", "against", "against", "disagree-and-commit", "held", "regretted", "moot", ""]))
    data = 'data=https://ci.example/run/1 says="twelve before and four after"'
    form = draw(st.sampled_from([
        f"deviate {standard} {because} until={day}",
        f"deviate {standard} {because} until={day}",
        f"deviate {standard} {because} until={day} {data}",
        f"deviate {standard} {because} until={day} evidence-by={day}",
        f"evidence {name} {data}",
        f"accept {name} {because}",
        f"accept {name}",
        f"reject {name} {because}",
        f"withdraw {name} {because}",
        f"withdraw {name}",
        f"raise {kind} {because}",
        f"raise {kind} door=one-way {because}",
        f'raise {name} door=two-way {because} rollback="the old path stays there" revisit={day}',
        f"recommend {name} {word} {because}",
        f"recommend {name} {word} {because}",
        f"recommend {word} {because}",
        f"override {name} {because} follow-up={day}",
        f"override {name} {because} follow-up={day}",
        f"duplicate player {because}",
        f"escalate {name} {because}",
        f"escalate {name} outcome=home-does {because}",
        f"warranty {name} {because}",
        "agree",
        f"register {name}",
    ]))  # fmt: skip
    return f"/homebot {form}"


Move = tuple[str, str, int]
PROPOSED, BROKEN = 3, 4
"""Issues: the proposal of the work, and what is wrong with it later."""


def moves(company: Company) -> list[Move]:
    """(who, what, on which issue) of everything that could be meant now: what chance alone would seldom come to."""
    day, later = (company.now.date() + timedelta(days=days) for days in (9, 60))
    data = 'data=https://ci.example/run/2 says="twelve before and four after"'
    found = [("al", f"deviate {standard} because={GOOD} until={later}", 0) for standard in (STANDARD, FLOOR)]
    found += [("alice", f"deviate {standard} because={GOOD} until={later} {data}", 0) for standard in (STANDARD, FLOOR)]
    found += [
        ("bea", f"raise security door=one-way because={GOOD}", 0),
        ("vera", f"duplicate ledgerd because={GOOD}", 0),
    ]
    found += [
        ("bob", "agree", PROPOSED),
        ("bob", "agree door=one-way", PROPOSED),
        ("bob", f"decline because={GOOD}", 3),
    ]
    for one in company.records:
        found += _MOVES[one.kind](one, f"because={GOOD}", str(day))
    return [(who, f"/homebot {what}", issue) for who, what, issue in found]


def _of_deviation(record: Record, because: str, day: str) -> list[Move]:
    verbs = ("accept", "accept", "reject")
    deciding = [(who, f"{verb} {record.name} {because}", 0) for who in ("bob", "sam") for verb in verbs]
    data = 'data=https://ci.example/run/2 says="twelve before and four after"'
    back = [("al", f"withdraw {record.name}", 0), ("bob", f"withdraw {record.name} {because}", 0)]
    return [("al", f"evidence {record.name} {data}", 0), *deciding, *back]


def _of_raiser(record: Record, because: str, day: str) -> list[Move]:
    raisers = record.people or DIRECTORY.bar_raisers.get(record.scope.kind, ())
    words = ("for", "against", "against", "disagree-and-commit")
    said = [(who, f"recommend {record.name} {word} {because}", 0) for who in raisers for word in words]
    said += [("bea", f"withdraw {record.name}", 0), ("bob", f"withdraw {record.name} {because}", 0)]
    return [*said, *(("bob", f"override {record.name} {because} follow-up={day}", 0) for _ in range(2))]


def _of_override(record: Record, because: str, day: str) -> list[Move]:
    words, raisers = ("held", "regretted", "moot"), DIRECTORY.bar_raisers.get(record.scope.kind, ("gina",))
    return [(who, f"recommend {record.name} {word} {because}", 0) for who in raisers for word in words]


def _of_agreement(record: Record, because: str, day: str) -> list[Move]:
    return [
        ("bob", f"accept {record.name} {because}", PROPOSED),
        ("alice", f"escalate {record.name} {because}", PROPOSED),
        ("al", f"warranty {record.name} done=docs,runbook", PROPOSED),
        *(("bea", f"warranty {record.name} {because}", BROKEN) for _ in range(3)),
    ]


def _of_claim(record: Record, because: str, day: str) -> list[Move]:
    said = (("al", ""), ("bea", f"resolved {because}"), ("bob", f"refused {because}"))
    return [(who, f"warranty {record.name} {words}".rstrip(), BROKEN) for who, words in said]


def _of_escalation(record: Record, because: str, day: str) -> list[Move]:
    return [("dana", f"escalate {record.name} outcome={word} {because}", 0) for word in ("home-does", "away-later")]


_MOVES: dict[Kind, Callable[[Record, str, str], list[Move]]] = {
    "deviation": _of_deviation,
    "bar-raiser": _of_raiser,
    "override": _of_override,
    "agreement": _of_agreement,
    "claim": _of_claim,
    "escalation": _of_escalation,
    "duplication": lambda record, because, day: [],
}
