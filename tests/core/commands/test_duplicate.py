"""`duplicate`: recorded for a team, never for a person; nobody has to agree."""

import pytest

from homebot.core.register.record import fold
from tests.core.commands.world import say, world
from tests.core.escalations.made import DIRECTORY

WHY = 'because="it does not run in Japan"'


def test_a_team_records_that_it_builds_a_service_again() -> None:
    answer = say(f"/homebot duplicate ledgerd {WHY}", world("al", DIRECTORY))

    (act,) = answer.acts
    assert act.kind == "entry"
    assert act.entry is not None
    record = fold([act.entry])
    assert (record.name, record.state, record.final) == ("U1", "recorded", True)
    assert (record.team, record.home, record.scope.service) == ("checkout", "payments", "ledgerd")
    assert answer.reply.endswith(
        "U1 is recorded: `checkout` builds again what `ledgerd` of `payments` does. Nobody has to agree, no check"
        " changes and nothing is blocked; `/homebot register ledgerd state=recorded` shows it to everybody."
    )


@pytest.mark.parametrize(
    ("actor", "line", "why"),
    [
        ("al", f"/homebot duplicate ledgrd {WHY}", "no service `ledgrd`. Did you mean `ledgerd`?"),
        ("al", f"/homebot duplicate {WHY}", "Name the service"),
        ("al", f"/homebot duplicate ledgerd shop {WHY}", "Name the service"),
        ("al", "/homebot duplicate ledgerd", "The reason is missing"),
        ("al", '/homebot duplicate ledgerd because="   "', "The reason is missing"),
        ("bea", f"/homebot duplicate ledgerd {WHY}", "`ledgerd` is `payments`'s own"),
        ("zoe", f"/homebot duplicate ledgerd {WHY}", "`/homebot duplicate` is for a member of the organisation"),
    ],
)
def test_refusals_say_why_and_change_nothing(actor: str, line: str, why: str) -> None:
    answer = say(line, world(actor, DIRECTORY))

    assert answer.refused
    assert not answer.acts
    assert why in answer.reply


def test_a_member_of_the_organisation_in_no_team_records_nothing() -> None:
    answer = say(f"/homebot duplicate ledgerd {WHY}", world("zoe", DIRECTORY, org_member=True))

    assert answer.refused
    assert "`zoe` is in no team of the catalogue, and a team is recorded, never a person." in answer.reply
