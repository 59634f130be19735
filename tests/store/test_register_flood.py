"""However much is said on a pull request or a service, what still counts there is read."""

import sqlalchemy as sa

from homebot.core.register.entries import Entry, Kind, Scope
from homebot.store import register
from homebot.store.engine import writing
from tests import build

HERE, ELSEWHERE = "acme/ledgerd#7", "acme/ledgerd#8"


def entry(number: int, of: Kind, act: str, pull: str = "", **scope: str) -> Entry:
    about = Scope(service="ledgerd", pull=pull, **scope)  # type: ignore[arg-type]
    return Entry(f"{of}:{number}:{act}", number, of, act, build.NOW, "alice", place=pull or HERE, scope=about)


def test_an_old_decision_is_not_pushed_out_by_new_ones(database: sa.Engine) -> None:
    first = (
        entry(1, "bar-raiser", "raised", HERE, kind="architecture"),
        entry(1, "bar-raiser", "recommended-against", HERE, kind="architecture"),
        entry(2, "deviation", "claimed", ELSEWHERE, standard="size"),
        entry(3, "deviation", "claimed", HERE, standard="docs"),
        entry(3, "deviation", "rejected", HERE, standard="docs"),
    )
    many = register.MOST + 20
    with writing(database) as connection:
        for one in first:
            register.append(connection, one)
        for number in range(10, 10 + many):
            register.append(connection, entry(number, "duplication", "duplicated"))
        for number in range(1_000, 1_000 + many):
            register.append(
                connection, entry(number, "bar-raiser", "raised", f"acme/ledgerd#{number}", kind="security")
            )
        for number in range(2_000, 2_000 + many):
            register.append(connection, entry(number, "agreement", "agreed", f"acme/ledgerd#{number}"))
        found = register.concerning(connection, [HERE], ["ledgerd"])
    assert [one.state for one in found[:3]] == ["against", "open", "rejected"]
    assert not [one for one in found if one.kind == "bar-raiser" and one.number > 1], "others' are nobody's here"
    assert len(found) == 3 + 2 * register.MOST
