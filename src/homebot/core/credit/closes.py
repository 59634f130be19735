"""The entry that closes a quarter: what one has to know, besides the facts, to come to its entries again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from homebot.core.credit.entries import Draft
from homebot.core.credit.parameters import Parameters, parameters
from homebot.core.credit.rollup import Tree


@dataclass(frozen=True, slots=True)
class Close:
    """A closed quarter. `events` is the place in the event log of the last fact it saw, `events_sha256` the digest of
    the facts since the close before, `tree` the entities and teams of the day."""

    quarter: str
    at: datetime
    events: int
    events_sha256: str
    parameters: Parameters
    tree: Tree


def digest(bodies: Iterable[str]) -> str:
    """The SHA-256 over the bodies of facts in their order, a line feed after each, in hexadecimal."""
    found = sha256()
    for body in bodies:
        found.update(body.encode("utf-8", "surrogatepass") + b"\n")
    return found.hexdigest()


def close_draft(close: Close) -> Draft:
    """The last entry of a quarter."""
    facts = {
        "closed_at": close.at.isoformat(),
        "events": str(close.events),
        "events_sha256": close.events_sha256,
        "parameters": _json(dict(close.parameters.values())),
        "tree": _json({"entities": dict(close.tree.parents), "teams": dict(close.tree.teams)}),
    }
    return Draft(
        key=f"close:{close.quarter}", kind="close", quarter=close.quarter, at=close.at, facts=tuple(facts.items())
    )


def close_of(draft: Draft) -> Close:
    """What `close_draft` wrote.

    Raises:
        ValueError: when the draft is no such entry.
    """
    facts = dict(draft.facts)
    try:
        tree = json.loads(facts["tree"])
        return Close(
            quarter=draft.quarter,
            at=draft.at,
            events=int(facts["events"]),
            events_sha256=facts["events_sha256"],
            parameters=parameters(json.loads(facts["parameters"]).items()),
            tree=Tree(tree["entities"], tree["teams"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the entry {draft.key} is no close of a quarter") from error


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
