"""What nobody sees: people in an order of numbers (issue 6). Teams alone have figures, and they are in the order of
their names.

Held in three ways. Every text that some test keeps as it is written (comments, replies, digests) has no table of people
with a column of numbers, and no list of people by one. What shows people and knows figures of them - how the reviewers
were found - shows them in the same order whoever's figures are which. And nothing on the books of credit has a person.
"""

import ast
import dataclasses
import importlib
import pkgutil
import random
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import homebot.core.credit as credit
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import parse
from homebot.core.facts import Person
from homebot.core.overrides.digest import digest
from homebot.core.overrides.months import Month
from homebot.core.policy import decide
from homebot.core.render.comment import comment
from tests import build
from tests.core.commands.world import world
from tests.core.overrides.month import DIRECTORY, OCTOBER

HERE = Path(__file__).parent
CORE = HERE.parent / "src" / "homebot" / "core"
KEPT = sorted(path for path in HERE.rglob("*.md") if "schemas" not in path.parts)
PEOPLE = frozenset((
    "abe", "al", "alice", "ann", "bea", "bob", "carl", "carol", "ceo", "dana", "dave", "erin", "frank", "gina", "hugo",
    "ida", "ines", "ivo", "lee", "mallory", "root", "vera", "vic", "zoe",
))  # fmt: skip
"""Everybody who appears in the tests' companies."""
PERSON = re.compile(r"[`@]([a-z0-9-]+)`?")
NUMBER = re.compile(r"[-+]?[\d,.]+ ?(?:%|h|d|credits?|mcr)?")
ITEM = re.compile(r"(?:[-*]|\d+\.) +(?:[^\w`@]+ )?[`@]([a-z0-9-]+)`?(.*)")


def tables(text: str) -> list[list[list[str]]]:
    """Of each table its rows, of each row its cells; without the heads."""
    found: list[list[list[str]]] = []
    for block in re.split(r"\n(?!\|)", text):
        rows = [line.strip().strip("|").split(" | ") for line in block.splitlines() if line.startswith("|")]
        if len(rows) > 2:
            found.append([[cell.strip() for cell in row] for row in rows[2:]])
    return found


def people_in(cell: str) -> set[str]:
    """Those whom a cell is about: it says nothing else."""
    named = set(PERSON.findall(cell))
    return named if named and named <= PEOPLE and not PERSON.sub("", cell).strip(" ,.and") else set()


def ranking_tables(text: str) -> list[list[list[str]]]:
    """Tables that have a column of people and one of numbers."""
    return [rows for rows in tables(text) if _has_people(rows) and _has_numbers(rows)]


def _columns(rows: list[list[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=False)]


def _has_people(rows: list[list[str]]) -> bool:
    return any(all(people_in(cell) for cell in column) for column in _columns(rows))


def _has_numbers(rows: list[list[str]]) -> bool:
    return any(all(NUMBER.fullmatch(cell.strip("*`")) for cell in column) for column in _columns(rows))


def ranking_lists(text: str) -> list[list[str]]:
    """Lists of three people or more, each with a number, in the order of these."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        items = [match for line in block.splitlines() if (match := ITEM.match(line.strip()))]
        figures = [re.findall(r"\d+(?:\.\d+)?", match[2]) for match in items if match[1] in PEOPLE]
        if len(figures) >= 3 and all(figures):
            numbers = [float(one[0]) for one in figures]
            if len(set(numbers)) > 1 and numbers in (sorted(numbers), sorted(numbers, reverse=True)):
                found.append(block.splitlines())
    return found


@pytest.mark.parametrize("path", KEPT, ids=lambda path: str(path.relative_to(HERE)))
def test_no_text_that_is_kept_ranks_people(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ranking_tables(text) == []
    assert ranking_lists(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "| Person | Reviews |\n| --- | --- |\n| `bob` | 7 |\n| `bea` | 3 |\n",
        "| # | Who | What |\n| --- | --- | --- |\n| 1 | @alice | much |\n| 2 | @bob | less |\n",
        "| Who | Share |\n| --- | --- |\n| `bob` | 43% |\n",
        "- `bob`: 7 reviews\n- `bea`: 3 reviews\n- `al`: 1 review\n",
        "1. @al, 1.5 h\n2. @bea, 2 h\n3. @bob, 30 h\n",
    ],
)
def test_one_that_did_would_be_found(text: str) -> None:
    assert ranking_tables(text) or ranking_lists(text)


@pytest.mark.parametrize(
    "text",
    [
        "| Team | Reviews |\n| --- | --- |\n| `payments` | 7 |\n| `video` | 3 |\n",
        "| Person | Asked |\n| --- | --- |\n| `bob` | no: at capacity 5/5 |\n| `bea` | yes |\n",
        "- `bea`: 3 reviews\n- `bob`: 7 reviews\n- `carol`: 1 review\n",
        "- `bob` approved\n- `bea` approved\n- `al` approved\n",
    ],
)
def test_what_ranks_nobody_is_let_be(text: str) -> None:
    assert not ranking_tables(text)
    assert not ranking_lists(text)


# How the reviewers were found: the figures of each person are why, and never the order

TEAM = ("bob", "bea", "carl", "dave", "erin", "frank", "ida", "ivo")


def company(chance: random.Random) -> tuple[Any, Any]:
    """A pull request and a catalogue: the same people, each with figures by chance."""

    def person(login: str) -> Person:
        load, limit = chance.randrange(7), chance.choice((None, 3, 5))
        return Person(login, open_requests=load, limit=limit, knowledge=chance.randrange(1_000))

    teams = {**build.directory().teams, "payments": build.team("payments", *TEAM)}
    catalogue = build.directory(teams=teams.values(), bar_raisers={"architecture": ("gina",)})
    return build.snapshot(people=tuple(person(login) for login in TEAM)), catalogue


def shown(text: str, start: str) -> list[str]:
    """The people after a heading, in the order they appear in, each once."""
    _, _, trail = text.partition(start)
    found = [name for line in trail.splitlines() for name in re.findall(r"^(?:\||-) `([a-z]+)`", line)]
    return [name for name in dict.fromkeys(found) if name in TEAM]


@pytest.mark.parametrize("seed", range(25))
def test_the_trail_shows_people_by_name_whoever_has_which_figures(seed: int) -> None:
    snapshot, catalogue = company(random.Random(seed))
    found = decide(snapshot, catalogue, "1")
    asked = {*found.choice.request, *found.choice.keep}
    expected = sorted(TEAM, key=lambda login: (login not in asked, login))
    assert shown(comment(snapshot, found, catalogue), "How the reviewers were found") == expected
    known = replace(world("bob", catalogue, evaluated=False), snapshot=snapshot, decision=found)
    (why,) = parse("/homebot why")
    assert shown(answer(why, known).reply, "**How the reviewers were found:**") == expected


def test_a_digest_names_nobody() -> None:
    text = digest("company", Month(2026, 10), OCTOBER, DIRECTORY)
    assert not {name for name in PERSON.findall(text) if name in PEOPLE}


# The books of credit, and sums over people


def modules(package: ModuleType) -> list[ModuleType]:
    names = [one.name for one in pkgutil.iter_modules(package.__path__)]
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


FIGURES = ("figures", "rolled", "rollup", "statement", "funding", "growth", "outlook", "debt", "entries", "settle")


@pytest.mark.parametrize("module", modules(credit), ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_figure_of_credit_is_a_persons(module: ModuleType) -> None:
    """Who said a thing is part of what was said, never of what is summed up."""
    if module.__name__.rpartition(".")[2] not in FIGURES:
        return
    for name, value in vars(module).items():
        if dataclasses.is_dataclass(value) and value.__module__ == module.__name__:
            fields = {field.name for field in dataclasses.fields(value)}
            assert not fields & {"login", "logins", "person", "people", "author", "actor", "by", "reviewer"}, name


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda path: str(path.relative_to(CORE)))
def test_nothing_is_sorted_by_how_often_it_occurs(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Attribute)]
    assert not [call.lineno for call in calls if call.attr == "most_common"]
