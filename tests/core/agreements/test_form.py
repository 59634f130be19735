"""The form of away work, from issues of GitHub's form, from descriptions by hand, and from strangers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.agreements.form import MOST, NAMES, Form, read
from tests import build

BY_FORM = """\
### Goal

Refunds are exact

Even in yen.

### Headline

Refunds are right to the cent

### Service

ledgerd

### Beneficiaries

checkout, video

### Surface

settle_batch

### Rollout

_No response_

### Contact

#payments
"""


def test_an_issue_form_as_github_writes_it() -> None:
    found = read(BY_FORM)
    assert found.goal == "Refunds are exact\n\nEven in yen."
    assert (found.headline, found.service, found.contact) == ("Refunds are right to the cent", "ledgerd", "#payments")
    assert found.missing == ("Rollout",)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("Goal: exact refunds\nHeadline: to the cent", "goal", "exact refunds"),
        ("Goal: exact refunds\nHeadline: to the cent", "headline", "to the cent"),
        ("Goal: exact\nrefunds\n\nSomething else", "goal", "exact\nrefunds"),
        ("**Goal:** exact refunds", "goal", "exact refunds"),
        ("## goal\r\nexact refunds\r\n", "goal", "exact refunds"),
        ("## Goal: exact refunds", "goal", "exact refunds"),
        ("### Goal\nexact\n#### Why\nbecause\n### Other\nno", "goal", "exact\n#### Why\nbecause"),
        ("### Goal\nNote: all of it\n\nIndeed", "goal", "Note: all of it\n\nIndeed"),
        ("### Goal\n<!-- say why -->\n", "goal", ""),
        ("### Goal\n```\n### Headline\nnot one\n```\n", "headline", ""),
        ("### Goal\nfirst\n### Goal\nsecond", "goal", "first"),
        ("### Goal\n\n### Goal\nsecond", "goal", "second"),
        ("I have no Goal: at all", "goal", ""),
        ("Contact: #payments\nAgreement: A12\n", "contact", "#payments"),
        ("", "goal", ""),
    ],
)
def test_a_section_is_a_heading_or_a_line(text: str, name: str, said: str) -> None:
    assert getattr(read(text), name) == said


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("ledgerd", "ledgerd"),
        ("`ledgerd`", "ledgerd"),
        ("- ledgerd (of payments)", "ledgerd"),
        ("ledgerd, ledgerd", "ledgerd"),
        ("ledgerd and other", ""),
        ("payments' ledger", ""),
        ("", ""),
    ],
)
def test_it_names_one_service_of_the_catalogue(text: str, service: str) -> None:
    directory = build.directory(services=[build.service("ledgerd", "payments"), build.service("other", "video")])
    assert Form(service=text).of_service(directory) == service


def test_sections_are_cut() -> None:
    assert len(read(f"### Goal\n{'x' * 50_000}\n### Headline\nh").goal) == MOST
    assert read(f"### Goal\n{'x' * 50_000}\n### Headline\nh").headline == "h"


@given(st.text(alphabet=st.sampled_from("#:*_`~<!->Goal Headline\n\r\t Service"), max_size=300))
def test_any_text_is_read_and_gives_bounded_sections(text: str) -> None:
    found = read(text)
    assert all(len(getattr(found, name)) <= MOST for name in NAMES)
    assert set(found.missing) == {name.capitalize() for name in NAMES if not getattr(found, name)}


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 40_000, "#" * 100_000, "```\n" * 50_000, "*" * 100_000, "Goal:" * 30_000,
        f"# {'#' * 90_000}x", f"# {' :' * 45_000}x", f"# a{chr(9) * 90_000}b",
    ],
)  # fmt: skip
def test_a_hostile_text_costs_little(text: str) -> None:
    """It is read with the register locked: a heading of marks took twenty seconds."""
    began = time.process_time()
    assert isinstance(read(text), Form)
    assert time.process_time() - began < 2
