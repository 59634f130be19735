"""A warranty in the register: what time writes down, what is told, and the one thank-you with who uses the work."""

from collections.abc import Iterable
from datetime import datetime

import pytest
import sqlalchemy as sa

from homebot.app import registering
from homebot.core.credit.adoptions import Adoption
from homebot.core.notices import Notice
from homebot.core.register.clocks import lapsed
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.warranty.thanks import Use, uses_in
from homebot.store import adoptions, json, register, warranties
from homebot.store.engine import writing
from homebot.store.register_tables import notices
from tests.core.warranty.agreed import DIRECTORY, PULL, claim, days, entry, in_warranty, live, merged


def append(database: sa.Engine, entries: Iterable[Entry]) -> None:
    with writing(database) as connection:
        for one in entries:
            assert registering.append(connection, one, DIRECTORY)


def sweep(database: sa.Engine, now: datetime) -> list[str]:
    """What time does to A12 by then, as the worker's sweep writes it."""
    acts: list[str] = []
    with writing(database) as connection:
        while record := register.find(connection, 12):
            found = lapsed(record, register.related(connection, record), now, DIRECTORY)
            if found is None or not registering.append(connection, found, DIRECTORY):
                return acts
            acts.append(found.act)
    return acts


def found(database: sa.Engine, number: int = 12) -> Record:
    with database.connect() as connection:
        record = register.find(connection, number)
    assert record is not None
    return record


def told(database: sa.Engine) -> list[str]:
    """The keys of what is to be made known."""
    with database.connect() as connection:
        bodies = connection.execute(sa.select(notices.c.body).order_by(notices.c.at, notices.c.key)).scalars()
        return [json.decode(body, Notice).key for body in bodies]


def use(database: sa.Engine, consumer: str, service: str, kind: str = "used", **changes: object) -> None:
    """A service of that team uses what the agreement brought."""
    values = {"level": "observed" if kind == "used" else "carried", "home": "payments", "away": "checkout", **changes}
    values = {"of": PULL, "service": "ledgerd", "adopted_at": days(9), "event": f"e:{consumer}:{kind}", **values}
    with writing(database) as connection:
        adoptions.put(connection, Adoption(consumer=consumer, consumer_service=service, kind=kind, **values))  # type: ignore[arg-type]


def test_without_a_claim_it_ends_and_is_thanked_for_once(database: sa.Engine) -> None:
    append(database, live())
    assert sweep(database, days(0)) == ["warranty-began"]
    use(database, "video", "player")
    use(database, "ads", "banner", kind="carried")
    use(database, "ads", "poster", undone_at=days(20))
    use(database, "payments", "till")
    assert sweep(database, days(31)) == ["ended"]
    record = found(database)
    assert [one.act for one in record.entries[-2:]] == ["ended", "thanked"]
    assert uses_in(record) == (Use("ads", "banner", "carried"), Use("video", "player", "used"))
    assert [key.split(":")[1] for key in told(database)] == ["warranty-began", "ended", "thanked"]
    assert sweep(database, days(60)) == []


def test_one_that_is_accepted_early_is_thanked_for_too(database: sa.Engine) -> None:
    append(database, [*merged(), entry("accepted", days(3), by="bob", place="acme/ledgerd#7")])
    record = found(database)
    assert (record.state, record.entries[-1].act, uses_in(record)) == ("handed-over", "thanked", ())


def test_an_open_claim_keeps_it_open_and_its_end_hands_over(database: sa.Engine) -> None:
    append(database, in_warranty())
    append(database, [claim(found(database))])
    assert sweep(database, days(31)) == ["extended"]
    assert sweep(database, days(59)) == []
    assert sweep(database, days(60)) == ["overran"]
    append(database, [entry("resolved", days(70), 20, "claim"), entry("claims-settled", days(70), due=days(70))])
    assert sweep(database, days(70)) == ["ended"]


def test_a_claim_that_is_late_is_so_once(database: sa.Engine) -> None:
    append(database, in_warranty())
    append(database, [claim(found(database))])
    with writing(database) as connection:
        late = lapsed(found(database, 20), (), days(3), DIRECTORY)
        assert late is not None
        assert registering.append(connection, late, DIRECTORY)
        assert not registering.append(connection, late, DIRECTORY)
    assert lapsed(found(database, 20), (), days(9), DIRECTORY) is None
    assert told(database)[-1] == "W20:late:1:told"


@pytest.mark.parametrize(
    ("place", "services", "numbers"),
    [
        ("acme/ledgerd#9", ["ledgerd"], [12, 13, 20]),
        ("acme/ledgerd#9", [], [20]),
        ("acme/ledgerd#1", ["ledgerd"], [12, 13, 20]),
        ("acme/ledgerd#1", ["till"], []),
    ],
)
def test_what_is_read_for_an_issue(database: sa.Engine, place: str, services: list[str], numbers: list[int]) -> None:
    append(database, in_warranty())
    over = entry("ended", days(30), 13)
    append(database, [*in_warranty(number=13), over, claim(found(database))])
    with database.connect() as connection:
        assert [one.number for one in warranties.of_issue(connection, place, services)] == numbers
        assert warranties.any_claim(connection, place) == (place == "acme/ledgerd#9")


def test_a_claim_that_is_over_belongs_to_its_issue_alone(database: sa.Engine) -> None:
    append(database, in_warranty())
    append(database, [claim(found(database)), entry("resolved", days(1), 20, "claim")])
    with database.connect() as connection:
        here = warranties.of_issue(connection, "acme/ledgerd#9", ["ledgerd"])
        elsewhere = warranties.of_issue(connection, "acme/ledgerd#1", ["ledgerd"])
    assert ([one.number for one in here], [one.number for one in elsewhere]) == ([12, 20], [12])


def test_the_claim_of_an_issue_is_found_however_many_agreements_there_are(database: sa.Engine) -> None:
    append(database, in_warranty())
    append(database, [claim(found(database))])
    with writing(database) as connection:
        for number in range(100, 100 + register.MOST):
            register.append(connection, merged(number=number)[0])
        numbers = [one.number for one in warranties.of_issue(connection, "acme/ledgerd#9", ["ledgerd"])]
    assert numbers[0] == 20
    assert len(numbers) == register.MOST + 1
