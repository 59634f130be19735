"""The page on ownership files says what is really reported of its examples."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from homebot.adapters.config.expressions import expression
from homebot.adapters.config.yaml_source import documents
from homebot.core.catalogues import backstage, codeowners, owners_files
from homebot.core.ownership import Fault

PAGE = (Path(__file__).parents[3] / "docs" / "ownership.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [(kind, text, reported) for (kind, text), (after, reported) in pairwise(BLOCKS) if after == "reported"]


def faults(kind: str, text: str) -> tuple[Fault, ...]:
    if kind == "codeowners":
        return codeowners.read(codeowners.PLACES[0], text.encode()).faults
    if kind == "yaml":
        return backstage.read(documents("catalog-info.yaml", text.encode())).faults
    return owners_files.read(documents("OWNERS", text.encode()), "", expression).faults


@pytest.mark.parametrize(("kind", "text", "reported"), EXAMPLES, ids=[kind for kind, _, _ in EXAMPLES])
def test_an_example_is_reported_as_the_page_says(kind: str, text: str, reported: str) -> None:
    told = [f"{fault.place}: {fault.message}; {fault.fix}" for fault in faults(kind, text)]
    assert told == reported.splitlines()


def test_every_format_has_an_example() -> None:
    assert [kind for kind, _, _ in EXAMPLES] == ["codeowners", "yaml", "owners"]


@pytest.mark.parametrize(
    "number",
    [
        codeowners.MOST_LINES,
        codeowners.MOST_OWNERS,
        codeowners.MAX_PATTERN,
        backstage.MOST_NAMES,
        owners_files.MOST_FILTERS,
        owners_files.MOST_ALIASES,
    ],
)
def test_a_bound_on_the_page_is_the_one_in_force(number: int) -> None:
    assert re.search(rf"\b({number}|{number:,})\b", PAGE)
