"""Where an adoption stands at a moment (SPEC 10): pending, vested, realised, void or reversed, and what comes next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from homebot.core.credit.adoptions import Adoption, Kept, State
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import end_of, quarter_of, start_of


def state(kept: Kept, now: datetime, parameters: Parameters) -> State:
    """The state of an adoption. One that was undone before it was settled is void."""
    if kept.reversed_in is not None:
        return "reversed"
    if kept.settled_in is not None:
        return "realised"
    if is_undone(kept.adoption, now):
        return "void"
    waits = kept.adoption.held or now < vests_at(kept.adoption, parameters)
    return "pending" if waits else "vested"


def is_undone(adoption: Adoption, now: datetime) -> bool:
    """Whether it has ended by then."""
    return adoption.undone_at is not None and adoption.undone_at <= now


def vests_at(adoption: Adoption, parameters: Parameters) -> datetime:
    """When it has stood for long enough."""
    return adoption.adopted_at + timedelta(days=parameters.vesting_days)


def vests_in(adoption: Adoption, quarter: str, parameters: Parameters) -> bool:
    """Whether it has vested by the end of a quarter: facts that came too late for their own settle in a later one."""
    return vests_at(adoption, parameters) <= end_of(quarter)


def vesting_quarter(adoption: Adoption, parameters: Parameters) -> str:
    """The first quarter by whose end it has vested: with its last moment still."""
    return quarter_of(vests_at(adoption, parameters) - timedelta(microseconds=1))


def is_to_be_reversed(kept: Kept, parameters: Parameters) -> bool:
    """Whether it was settled, and ended soon enough for that to be taken back, by the parameters of that quarter.

    What ended and began again after it was settled has a later beginning by now: its days count from the latest one
    with which it could have been settled.
    """
    adoption = kept.adoption
    if kept.settled_in is None or kept.reversed_in is not None or adoption.undone_at is None:
        return False
    latest = end_of(kept.settled_in) - timedelta(days=parameters.vesting_days)
    return adoption.undone_at < min(adoption.adopted_at, latest) + timedelta(days=parameters.reversal_days)


def closes_at(quarter: str, parameters: Parameters) -> datetime:
    """When a quarter may be closed: facts of its days may come until then."""
    return end_of(quarter) + timedelta(days=parameters.grace_days)


def parameters_of(quarter: str, settings: Iterable[tuple[datetime, Parameters]]) -> Parameters:
    """The parameters of a quarter: the newest of those set before it began, else the first ones ever."""
    known = sorted(settings, key=lambda one: one[0])
    before = [one for at, one in known if at < start_of(quarter)]
    first = [one for _, one in known[:1]]
    return next(iter(reversed(before)), None) or next(iter(first), Parameters())
