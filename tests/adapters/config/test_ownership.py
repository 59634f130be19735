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


@pytest.mark.parametrize(
    ("teams", "expected"),
    [
        (
            ["launch: {entity: retail, temporary: {until: 2026-12-31, sponsor: pilot}}", "pilot: {entity: retail, temporary: {until: 2027-12-31, sponsor: payments}}"],
            ["config/org.yaml:8:3: teams.launch.temporary.sponsor: pilot is temporary itself, until 2027-12-31; name a team that lasts"],
        ),
        (
            ["launch: {entity: retail, temporary: {until: 2026-12-31, sponsor: checkouts}}", "checkouts: {entity: retail, until: 2026-06-30}"],
            ["config/org.yaml:8:3: teams.launch.temporary.sponsor: checkouts ends on 2026-06-30, before launch does, and hands on to nobody; name a team that lasts, such as checkout"],
        ),
        (
            ["launch: {entity: retail, temporary: {until: 2026-12-31, sponsor: chekcout}}"],
            ['config/org.yaml:8:68: teams.launch.temporary.sponsor: unknown team "chekcout"; did you mean "checkout"?'],
        ),
        (["launch: {entity: retail, temporary: {until: 2026-12-31, sponsor: last}}", "last: {entity: retail, until: 2027-06-30}"], []),
    ],
)  # fmt: skip
def test_a_sponsor_is_there_when_the_temporary_team_ends(teams: list[str], expected: list[str]) -> None:
    assert problems(ORG + "".join(f"  {team}\n" for team in teams)) == expected


def test_a_sponsor_that_ends_may_hand_on() -> None:
    steps = "succession:\n  - {on: 2026-06-30, from: old, to: payments}\n"
    teams = "  launch: {entity: retail, temporary: {until: 2026-12-31, sponsor: old}}\n  old: {entity: retail, until: 2026-06-30}\n"

    assert problems(f"{ORG}{teams}{steps}") == []


def test_a_circle_of_several_teams_on_one_day_is_refused_at_its_last_step() -> None:
    ring = [
        "{on: 2027-01-01, from: payments, to: checkout}",
        "{on: 2027-01-01, from: checkout, to: video}",
        "{on: 2027-01-01, from: video, to: payments}",
    ]

    assert problems(TEAMS + "".join(f"  - {step}\n" for step in ring)) == [
        "config/org.yaml:12:5: succession: teams hand over in a circle on 2027-01-01, video > payments > checkout > video; the step before is at config/org.yaml:11:5"
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{on: 2027-01-01, from: payment, to: checkout}", 'config/org.yaml:10:28: succession.from: unknown team "payment"; did you mean "payments"?'),
        ("{on: 2027-01-01, service: ledgr, from: payments, to: checkout}", 'config/org.yaml:10:31: succession.service: unknown service "ledgr"; did you mean "ledgerd"?'),
    ],
)  # fmt: skip
def test_unknown_names_in_a_succession_are_refused_with_the_nearest(step: str, expected: str) -> None:
    assert problems(f"{TEAMS}  - {step}\n") == [expected]


def test_an_orphans_mending_names_a_team_that_is_there() -> None:
    org = (
        ORG.replace("since: 2024-01-01}", "since: 2024-01-01, until: 2026-12-31}")
        + "  payments-core: {entity: company}\n"
    )

    assert problems(org) == [
        "config/services.yaml:3:3: services.ledgerd: nobody owns it after 2026-12-31, when payments ends; add to succession in "
        "org.yaml: {on: 2027-01-01, from: payments, to: payments-core}"
    ]
