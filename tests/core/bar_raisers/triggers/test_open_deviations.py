from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, fold
from tests import build
from tests.core.bar_raisers.company import plain
from tests.core.bar_raisers.triggers.part import found, with_options

HERE, ELSEWHERE = "acme/ledgerd#7", "acme/ledgerd#3"


def deviation(number: int, place: str = ELSEWHERE, service: str = "ledgerd", *acts: str) -> Record:
    scope = Scope(service=service, standard=f"standard-{number}")
    entries = [Entry(f"{number}:claimed", number, "deviation", "claimed", build.NOW, place=place, scope=scope)]
    entries += [Entry(f"{number}:{act}", number, "deviation", act, build.NOW) for act in acts]
    return fold(entries)


def test_the_fourth_that_is_open_asks() -> None:
    three = tuple(deviation(number) for number in (1, 2, 3))
    (reason,) = found(plain(decisions=(*three, deviation(4, HERE))))
    assert (reason.kind, reason.asks) == ("architecture", "open-deviations")
    assert found(plain(decisions=(*three[:2], deviation(4, HERE)))) == ()


def test_a_change_that_claims_none_asks_for_nothing() -> None:
    assert found(plain(decisions=tuple(deviation(number) for number in range(1, 9)))) == ()


def test_what_is_rejected_or_of_another_service_does_not_count() -> None:
    others = (deviation(1), deviation(2), deviation(3, ELSEWHERE, "ledgerd", "rejected"), deviation(5, HERE, "cart"))
    assert found(plain(decisions=(*others, deviation(4, HERE)))) == ()


def test_so_many_as_the_company_says() -> None:
    decisions = (deviation(1), deviation(4, HERE))
    assert len(found(plain(decisions=decisions), with_options("open-deviations", most=1))) == 1
