"""`org.yaml`: entities, teams, bar raisers, successions and bots."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from homebot.adapters.config.entries import SECTION, Entry, entries, file_fields, section
from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, Record, nested, record
from homebot.adapters.config.shapes import (
    BOT_LOGIN,
    DAY,
    GITHUB_TEAM,
    LOGIN,
    REPOSITORY,
    TEXT,
    TIMEZONE,
    listing,
    reference,
)
from homebot.core.directory import Entity, Succession, Team, Temporary
from homebot.core.nodes import Node, describe

_LOGINS = Field(listing(LOGIN))

FILE = file_fields(
    entities=Field(SECTION, required=True),
    teams=Field(SECTION, required=True),
    bar_raisers=Field(SECTION),
    succession=Field(SECTION),
    bots=Field(listing(BOT_LOGIN)),
    governance_repository=Field(REPOSITORY),
)
ENTITY = {"parent": Field(reference("entity")), "managers": _LOGINS}
TEMPORARY = {"until": Field(DAY, required=True), "sponsor": Field(reference("team"), required=True)}
TEAM = {
    "entity": Field(reference("entity"), required=True),
    "github_team": Field(GITHUB_TEAM),
    "members": _LOGINS,
    "owners": _LOGINS,
    "since": Field(DAY),
    "until": Field(DAY),
    "timezone": Field(TIMEZONE),
    "holidays": Field(listing(DAY)),
    "chat": Field(TEXT),
    "goals": Field(TEXT),
    "temporary": Field(nested("a mapping with until and sponsor", TEMPORARY, Temporary)),
}
SUCCESSION = {
    "on": Field(DAY, required=True),
    "service": Field(reference("service")),
    "from": Field(reference("team"), required=True, attribute="source"),
    "to": Field(reference("team"), required=True, attribute="target"),
    "because": Field(TEXT),
}


@dataclass(frozen=True, slots=True)
class Org:
    """What `org.yaml` says. `sound` means that every entity, team and succession in it could be read."""

    entities: dict[str, Entity]
    teams: dict[str, Team]
    bar_raisers: dict[str, tuple[str, ...]]
    successions: tuple[Succession, ...]
    bots: tuple[str, ...]
    governance_repository: str | None
    sound: bool


def read_org(root: Node, reading: Reading) -> Org:
    """Reads the file's root; what cannot be read is left out and noted."""
    before = reading.count
    values = record(root, FILE, reading).values
    entities = _entities(section(values, "entities"), reading)
    teams = _teams(section(values, "teams"), reading)
    successions = _successions(values.get("succession"), reading)
    sound = reading.count == before
    return Org(
        entities=entities,
        teams=teams,
        successions=successions,
        sound=sound,
        bar_raisers=_bar_raisers(section(values, "bar_raisers"), reading),
        bots=values.get("bots", ()),
        governance_repository=values.get("governance_repository"),
    )


def _entities(node: Node, reading: Reading) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    with reading.under("entities"):
        for entry in entries(node, reading):
            read = record(entry.node, ENTITY, reading)
            if read.complete:
                found[entry.name] = Entity(name=entry.name, place=entry.place, **read.values)
    return found


def _teams(node: Node, reading: Reading) -> dict[str, Team]:
    found: dict[str, Team] = {}
    with reading.under("teams"):
        for entry in entries(node, reading):
            team = _team(entry, reading)
            if team is not None:
                found[entry.name] = team
    return found


def _team(entry: Entry, reading: Reading) -> Team | None:
    read = record(entry.node, TEAM, reading)
    _check_dates(read, reading)
    temporary: Temporary | None = read.values.get("temporary")
    if temporary is not None and temporary.sponsor == entry.name:
        with reading.under("temporary"):
            hint = "name the team that stands for it"
            reading.refuse(read.places["temporary"], "a team cannot be its own sponsor", hint)
    if not read.complete:
        return None
    values: dict[str, Any] = dict(read.values)
    # Whoever is accountable for a team is one of it (SPEC 3), named among the members or not.
    values["members"] = tuple(dict.fromkeys((*values.get("members", ()), *values.get("owners", ()))))
    return Team(name=entry.name, place=entry.place, **values)


def _check_dates(read: Record, reading: Reading) -> None:
    since: date | None = read.values.get("since")
    temporary: Temporary | None = read.values.get("temporary")
    ends = {"until": read.values.get("until"), "temporary": temporary.until if temporary is not None else None}
    for key, end in ends.items():
        if since is not None and end is not None and end < since:
            with reading.under(key):
                message = f"the team ends on {end}, before it begins on {since}"
                reading.refuse(read.places[key], message, "mend one of them")


def _successions(node: Node | None, reading: Reading) -> tuple[Succession, ...]:
    if node is None:
        return ()
    with reading.under("succession"):
        if node.kind != "list":
            reading.refuse(node.place, f"expected a list of successions, found {describe(node)}", "write [] for none")
        reads = [(item, record(item, SUCCESSION, reading)) for item in node.items]
    return tuple(Succession(place=item.place, **read.values) for item, read in reads if read.complete)


def _bar_raisers(node: Node, reading: Reading) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    with reading.under("bar_raisers"):
        for entry in entries(node, reading):
            people = listing(LOGIN).read(entry.node, reading)
            if people is not None:
                found[entry.name] = people
    return found
