"""Random entries of every kind, straight from the table: what may be done next, and what may not."""

from datetime import datetime, timedelta
from typing import get_args

from hypothesis import strategies as st

from homebot.core.register.entries import Entry, Evidence, Kind, Scope
from homebot.core.register.table import TABLE, transition
from tests import build

KINDS: tuple[Kind, ...] = get_args(Kind)
ACTS = {kind: tuple(dict.fromkeys(one.act for one in TABLE if one.kind == kind)) for kind in KINDS}
BEGINS = {kind: tuple(one.act for one in TABLE if one.kind == kind and one.before == ("",)) for kind in KINDS}
PEOPLE = ("al", "alice", "bob", "bea", "gina", "")
TEXTS = st.sampled_from(["", "because of this", "see @vera, #4 | and `that`", "\u202e odd \x00 text"])


def moments(since: datetime = build.NOW) -> st.SearchStrategy[datetime]:
    """Within a year before and after; many are equal."""
    return st.integers(-365, 365).map(lambda days: since + timedelta(days=days))


def entries(number: int, kind: Kind, act: st.SearchStrategy[str]) -> st.SearchStrategy[Entry]:
    """Some act on a decision; its key is given later."""
    scope = st.builds(
        Scope, service=st.sampled_from(["ledgerd", "player"]), standard=st.sampled_from(["size", "tests"]),
        of=st.integers(0, 3), pull=st.sampled_from(["", "acme/ledgerd#7"]),
    )  # fmt: skip
    evidence = st.builds(Evidence, st.sampled_from(["benchmark", "cost"]), st.just("https://x.example/1"), TEXTS)
    return st.builds(
        Entry,
        key=st.just(""),
        number=st.just(number),
        kind=st.just(kind),
        act=act,
        at=moments(),
        by=st.sampled_from(PEOPLE),
        place=st.sampled_from(["", "acme/ledgerd#7", "acme/player#1"]),
        because=TEXTS,
        team=st.sampled_from(["", "checkout", "video"]),
        home=st.sampled_from(["", "payments"]),
        scope=st.none() | scope,
        until=st.none() | moments(),
        due=st.none() | moments(),
        evidence=st.none() | evidence,
        people=st.sampled_from([(), ("gina",), ("gina", "hugo")]),
        said=st.sampled_from([(), (("door", "one-way"),), (("door", "two-way"), ("title", "x"))]),
    )


def acts(kind: Kind, state: str) -> st.SearchStrategy[str]:
    """An act of the kind, more often than not one that the table has in the state."""
    here = [one.act for one in TABLE if one.kind == kind and state in one.before]
    return st.sampled_from([*ACTS[kind], *here * (1 + len(ACTS[kind]) // (len(here) or 1))])


def possible(kind: Kind, state: str, done: set[str], act: str) -> bool:
    """Whether the table has the act in the state, for a decision to which these acts were done."""
    step = transition(kind, state, act)
    return step is not None and not (step.once and act in done)
