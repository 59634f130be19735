# ruff: noqa: E501  a table of messages reads best with one case on a line
"""The entity tree and the succession of owners: what no day of the calendar allows is refused."""

from datetime import date

import pytest

from tests.adapters.config.company import ORG, SERVICES, directory, problems

TEAMS = f"""{ORG}  video: {{entity: company, members: [erin], since: 2026-03-01}}
succession:
"""


@pytest.mark.parametrize(
    ("entities", "message"),
    [
        ("{a: {}, b: {}}", '2:19: entities.b: a second root; the first is "a" at config/org.yaml:2:12; give this one a parent'),
        ("{a: {parent: b}, b: {parent: a}}", "2:12: entities.a: its parents go in a circle; a > b > a"),
        ("{a: {}, b: {parent: c}, c: {parent: c}}", "2:35: entities.c: its parents go in a circle; c > c"),
        ("{}", '1:1: entities: there is none; write "entities: {company: {}}"'),
    ],
)  # fmt: skip
def test_entities_are_one_tree(entities: str, message: str) -> None:
    assert problems(f"version: 1\nentities: {entities}\nteams: {{}}\n", "version: 1\nservices: {}\n") == [
        f"config/org.yaml:{message}"
    ]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            ["{on: 2026-01-01, from: payments, to: video}"],
            ["10:5: succession: video takes over on 2026-01-01, but is formed on 2026-03-01; see config/org.yaml:8:3"],
        ),
        (
            ["{on: 2023-01-01, from: payments, to: checkout}"],
            ["10:5: succession: payments hands over on 2023-01-01, but is formed on 2024-01-01; see config/org.yaml:6:3"],
        ),
        (
            ["{on: 2027-01-01, from: payments, to: checkout}", "{on: 2027-01-01, from: payments, to: payments}"],
            [
                "11:5: succession: from payments to payments changes nothing; remove it",
                "11:5: succession: everything of payments is handed on twice on 2027-01-01; "
                "the other is at config/org.yaml:10:5",
            ],
        ),
        (
            ["{on: 2027-01-01, from: payments, to: checkout}", "{on: 2027-01-01, from: checkout, to: payments}"],
            [
                "11:5: succession: checkout and payments hand over to each other on 2027-01-01; "
                "the other is at config/org.yaml:10:5"
            ],
        ),
        (
            ["{on: 2026-07-01, service: ledgerd, from: checkout, to: payments}"],
            [
                "10:5: succession: on 2026-07-01 ledgerd is owned by payments, not by checkout; services.yaml names the "
                'owner before all successions: "payments" at config/services.yaml:3:3'
            ],
        ),
        (
            ["{on: 2026-07-01, service: ledger, from: payments, to: chekout}"],
            [
                '10:31: succession.service: unknown service "ledger"; did you mean "ledgerd"?',
                '10:59: succession.to: unknown team "chekout"; did you mean "checkout"?',
            ],
        ),
        (["{from: payments, to: checkout}"], ['10:5: succession: the key "on" is missing; it is a date']),
    ],
)  # fmt: skip
def test_successions_that_cannot_be(steps: list[str], expected: list[str]) -> None:
    text = TEAMS + "".join(f"  - {step}\n" for step in steps)

    assert problems(text) == [f"config/org.yaml:{line}" for line in expected]


def test_a_service_whose_team_ends_needs_an_heir() -> None:
    orphan = "config/services.yaml:3:3: services.ledgerd: nobody owns it after 2026-12-31, when video ends; add to succession"
    step = "  - {on: 2026-07-01, service: ledgerd, from: payments, to: video}\n"

    ending = TEAMS.replace("since: 2026-03-01", "until: 2026-12-31")

    assert problems(ending + step) == [f"{orphan} in org.yaml: {{on: 2027-01-01, from: video, to: TEAM}}"]
    late = step + "  - {on: 2027-01-02, from: video, to: checkout}\n"
    assert len(problems(ending + late)) == 1
    in_time = step + "  - {on: 2027-01-01, from: video, to: checkout}\n"
    assert problems(ending + in_time) == []


def test_the_sponsor_is_proposed_as_heir_of_a_temporary_team() -> None:
    org = f"{ORG}  launch: {{entity: retail, members: [lee], temporary: {{until: 2026-12-31, sponsor: checkout}}}}\n"
    found = problems(org, SERVICES.replace("owner: payments", "owner: launch"))

    assert found[0].endswith("add to succession in org.yaml: {on: 2027-01-01, from: launch, to: checkout}")


def test_ownership_is_followed_day_by_day() -> None:
    steps = """\
  - {on: 2026-07-01, service: ledgerd, from: payments, to: video}
  - {on: 2026-07-01, from: payments, to: checkout}
  - {on: 2026-10-01, from: video, to: checkout}
"""
    found = directory(TEAMS + steps)
    owners = {day: found.owner_on(found.services["ledgerd"], day) for day in map(date.fromisoformat, DAYS)}

    assert list(owners.values()) == ["payments", "video", "video", "checkout"]


DAYS = ("2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01")
